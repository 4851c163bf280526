"""Real servers of the distribution, and a mail server that does what a test tells it to."""
