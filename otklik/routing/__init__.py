"""Who is there to answer: hours, shifts, absences, handing over, and what customers may expect of it."""
