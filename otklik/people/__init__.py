"""Person (staff and customers alike), Identity, Organization, Line, Team, Role."""
