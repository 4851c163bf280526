"""The register of wishes: who asks for what and why, what was decided, and who is told (R14)."""
