"""Decisions about points, as pure functions: earning, refunds, expiry, and the ledger itself."""
