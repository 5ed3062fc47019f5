"""The tables of segments; nothing is decided here."""
