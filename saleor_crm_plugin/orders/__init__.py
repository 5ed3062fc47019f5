"""What shoppers bought: a copy, the host stays the source of truth."""
