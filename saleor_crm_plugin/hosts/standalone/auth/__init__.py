"""Who sends a request: Saleor's JWTs, our own API tokens, and signed shopper tokens."""
