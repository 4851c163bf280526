"""Server-sent events: the names of what changed, never the content."""
