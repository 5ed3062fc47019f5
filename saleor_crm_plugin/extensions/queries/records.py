"""What staff sees of extensions: installed ones, and those that were here once."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.extensions.queries.installed import Absent, installed
from saleor_crm_plugin.extensions.rules import Declared

ACTIVE, GONE = "active", "gone"


class _Fate(TypedDict):
    failures_count: int
    last_error: str
    last_hook: str
    last_failed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionCard:
    """
    One extension; `state` is `active`, `gone` (its package is not installed any more) or an `Absence`.

    `last_error` is the class of the newest error, `last_hook` where it was raised; empty without one.
    """

    slug: str
    name: str
    version: str
    api_version: str
    state: str
    problem: str
    hooks: tuple[str, ...]
    failures_count: int
    last_error: str
    last_hook: str
    last_failed_at: datetime | None


def extension_cards() -> list[ExtensionCard]:
    """Return every extension that is installed or was in force once, by name; one query."""
    records = {row.slug: row for row in ExtensionRecord.objects.order_by("slug")}
    found = installed()
    cards = [_active(one, records.pop(one.slug, None)) for one in found.declared]
    cards += [_absent(one, records.pop(one.slug, None)) for one in found.absent]
    cards += [_gone(row) for row in records.values()]
    return sorted(cards, key=lambda card: (card.slug, card.state))


def _active(one: Declared, row: ExtensionRecord | None) -> ExtensionCard:
    return ExtensionCard(
        slug=one.slug,
        name=one.extension.name,
        version=one.extension.version,
        api_version=one.extension.api_version,
        state=ACTIVE,
        problem="",
        hooks=tuple(one.hooks),
        **_fate(row),
    )


def _absent(one: Absent, row: ExtensionRecord | None) -> ExtensionCard:
    return ExtensionCard(
        slug=one.slug,
        name=row.name if row else one.package,
        version=one.version,
        api_version=row.api_version if row else "",
        state=one.absence.value,
        problem=one.problem,
        hooks=tuple(row.hooks) if row else (),
        **_fate(row),
    )


def _gone(row: ExtensionRecord) -> ExtensionCard:
    return ExtensionCard(
        slug=row.slug,
        name=row.name,
        version=row.version,
        api_version=row.api_version,
        state=GONE,
        problem="",
        hooks=tuple(row.hooks),
        **_fate(row),
    )


def _fate(row: ExtensionRecord | None) -> _Fate:
    return {
        "failures_count": row.failures_count if row else 0,
        "last_error": row.last_error if row else "",
        "last_hook": row.last_hook if row else "",
        "last_failed_at": row.last_failed_at if row else None,
    }
