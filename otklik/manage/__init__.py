"""The rooms where the department is set up."""
