"""RFM's decisions as pure functions on plain values."""
