"""Time: calendars, norms for staff, promises to customers, and what was broken (D1–D5)."""
