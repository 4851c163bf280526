"""What can happen to what is known."""
