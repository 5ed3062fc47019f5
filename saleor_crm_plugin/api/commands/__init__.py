"""Changes that a caller may ask for: each checks who asks, calls one service and returns a payload."""
