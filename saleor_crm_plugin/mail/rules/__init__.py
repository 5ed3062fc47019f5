"""The decisions of mail, as pure functions on plain values."""
