"""Points: an append-only ledger with lots and allocations."""
