"""Letters: fetched by IMAP, understood, answered by SMTP."""
