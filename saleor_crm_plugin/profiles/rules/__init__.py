"""Decisions about identity, consent and the timeline's words, as pure functions."""
