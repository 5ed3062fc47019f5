"""The tables of mail; nothing is decided here."""
