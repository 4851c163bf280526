"""Who is told, why, and by which route."""
