"""Time and money of requests: what was spent, estimated, approved and billed (C9, R15)."""
