"""The tables of loyalty; nothing is decided here."""
