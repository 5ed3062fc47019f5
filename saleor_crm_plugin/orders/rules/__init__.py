"""Decisions about orders as pure functions: what counts, what it brings, what happened."""
