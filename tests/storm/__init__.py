"""Letters by the thousand through real servers, while everything is killed again and again."""
