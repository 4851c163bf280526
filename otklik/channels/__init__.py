"""How letters come in and go out: Inbound, Delivery, and one folder for each channel."""
