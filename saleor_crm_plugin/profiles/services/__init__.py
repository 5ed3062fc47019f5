"""Writes of profiles: identity, basic data, consent and timeline."""
