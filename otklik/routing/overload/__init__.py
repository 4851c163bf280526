"""The mode of overload (C7, R29, R30): measured, suggested, switched by a lead, cleared by a plan."""
