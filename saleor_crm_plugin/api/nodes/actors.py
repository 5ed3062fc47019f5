"""Who did something, as the contract names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorNode:
    """One actor, a kind and an id, with what people call it."""

    actor: str
    name: str
