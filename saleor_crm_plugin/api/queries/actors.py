"""Questions about who did something."""

from dataclasses import dataclass

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.actors import ActorNode
from saleor_crm_plugin.errors import Invalid

_ACTORS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorsArguments:
    """Whose names are wanted."""

    actors: tuple[str, ...]


def actors_named(inquiry: Inquiry, arguments: ActorsArguments) -> tuple[ActorNode, ...]:
    """
    Return those of the actors whom the host knows, each once, in the order in which they were asked for.

    :raises Invalid: too many at a time.
    """
    wanted = dict.fromkeys(arguments.actors)
    if len(wanted) > _ACTORS_MAX:
        raise Invalid(f"at most {_ACTORS_MAX} actors at a time, got {len(wanted)}", field="actors")
    names = inquiry.actor_names(list(wanted))
    return tuple(ActorNode(actor=actor, name=names[actor]) for actor in wanted if actor in names)
