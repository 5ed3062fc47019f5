"""Facts from files: CSV, gzip, JSON lines."""
