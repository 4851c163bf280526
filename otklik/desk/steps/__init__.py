"""Steps that need a few words first: each is a form in a dialog (or on a page), and one verb."""
