"""The tables of automation; nothing is decided here."""
