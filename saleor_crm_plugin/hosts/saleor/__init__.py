"""The host for self-hosted shops: a plugin inside Saleor, which touches, reads, translates and serves."""
