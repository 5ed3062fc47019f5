"""Throws the dice of the demo shop."""

from random import Random


def happens(rng: Random, percent: int) -> bool:
    """Return true in `percent` of a hundred cases."""
    return rng.randrange(100) < percent
