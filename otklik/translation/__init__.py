"""Words in another language, by a translator that an administrator named; off until then (A11)."""
