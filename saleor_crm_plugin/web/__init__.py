"""Shopper-facing HTTP that any host can mount."""
