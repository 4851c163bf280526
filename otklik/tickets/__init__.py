"""Ticket, Message, Status, Span, Participant, Solution: the two-sided status machine."""
