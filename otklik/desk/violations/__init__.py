"""Violations of norms on the desk: the table, one of them, the report, the sheet (D4, R23–R25)."""
