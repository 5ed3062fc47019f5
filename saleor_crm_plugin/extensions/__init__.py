"""Which extensions are installed, what they declare, and how they fare."""
