"""When this happens and that holds, send those."""
