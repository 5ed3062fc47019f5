"""Extensions and what they computed, as the contract shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.automation.queries import DeliveryCounts
from saleor_crm_plugin.extensions.queries import ExtensionCard
from saleor_crm_plugin.profiles.queries.fields import FieldRow

_NOTHING = DeliveryCounts(waiting=0, dead=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionNode:
    """One extension and how it fares."""

    slug: str
    name: str
    version: str
    api_version: str | None
    state: str
    problem: str | None
    hooks: tuple[str, ...]
    waiting_count: int
    dead_count: int
    failures_count: int
    last_error: str | None
    last_hook: str | None
    last_failed_at: datetime | None


def extension_node(card: ExtensionCard, counts: Mapping[str, DeliveryCounts]) -> ExtensionNode:
    """Return an extension as the contract shows it."""
    waiting = counts.get(card.slug, _NOTHING)
    return ExtensionNode(
        slug=card.slug,
        name=card.name,
        version=card.version,
        api_version=card.api_version or None,
        state=card.state.upper(),
        problem=card.problem or None,
        hooks=card.hooks,
        waiting_count=waiting.waiting,
        dead_count=waiting.dead,
        failures_count=card.failures_count,
        last_error=card.last_error or None,
        last_hook=card.last_hook or None,
        last_failed_at=card.last_failed_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionFieldNode:
    """One value of a profile that an extension computed."""

    extension: str
    field: str
    kind: str
    value: str
    computed_at: datetime


def field_nodes(rows: Iterable[FieldRow]) -> tuple[ExtensionFieldNode, ...]:
    """Return a profile's values as the contract shows them."""
    return tuple(
        ExtensionFieldNode(
            extension=row.extension,
            field=row.field,
            kind=row.kind.upper(),
            value=row.text,
            computed_at=row.computed_at,
        )
        for row in rows
    )
