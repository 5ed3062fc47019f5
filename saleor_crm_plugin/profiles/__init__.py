"""Who the shopper is: identity, basic data, consent and timeline."""
