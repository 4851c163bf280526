"""What a reply should be before it leaves (E3, A11): rules as data, checked by pure functions on this server alone."""
