"""Questions about the whole ledger, the lots behind a balance, and what points cost."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.liabilities import LiabilityNode, liability_node
from saleor_crm_plugin.api.nodes.loyalty import AccountNode, EntryNode, LotNode, entry_nodes
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty.queries import (
    DEFAULT_SLUG,
    entry_view,
    ledger_entries,
    liability,
    program_rules,
)

NEWEST_FIRST = Order(columns=("-pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectivePeriod:
    """From `gte` to `lte`, both included."""

    gte: datetime | None = None
    lte: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerWhere:
    """Conditions that all must hold."""

    kinds: tuple[str, ...] | None = None
    order_reference: str | None = None
    actor: str | None = None
    effective_at: EffectivePeriod | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerArguments(PageArguments):
    """Which movements of all accounts are wanted."""

    where: LedgerWhere | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsArguments(PageArguments):
    """Which lots of an account are wanted: all of them, or those with points left."""

    only_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LiabilityArguments:
    """As of when, since when, and of which program."""

    at: datetime | None = None
    since: datetime | None = None
    on: str | None = None
    since_on: str | None = None
    program: str = DEFAULT_SLUG


def ledger(inquiry: Inquiry, arguments: LedgerArguments) -> Connection[EntryNode]:  # noqa: ARG001 the table's signature
    """
    Return a page of the movements of all accounts, newest first.

    :raises Invalid: the page is not acceptable.
    """
    where = arguments.where or LedgerWhere()
    period = where.effective_at or EffectivePeriod()
    return page(
        ledger_entries(
            kinds=[kind.lower() for kind in where.kinds or ()],
            order_reference=where.order_reference,
            actor=where.actor,
            effective_from=period.gte,
            effective_to=period.lte,
        ),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: entry_nodes([entry_view(row) for row in rows]),
    )


def account_lots(
    inquiry: Inquiry, account: AccountNode, arguments: LotsArguments
) -> Connection[LotNode]:
    """Return a page of an account's lots, newest first."""
    batches = inquiry.batches
    pages = batches.open_lot_pages if arguments.only_open else batches.lot_pages
    return pages.of(account.profile_id, arguments)


def liability_found(inquiry: Inquiry, arguments: LiabilityArguments) -> LiabilityNode | None:
    """
    Return what the points of a program cost at an instant, None without such a program.

    :raises Invalid: the period ends before it begins, or a day is none.
    """
    rules = program_rules(arguments.program)
    if rules is None:
        return None
    at = _midnight(arguments.on, rules.zone, "on", days=1) or arguments.at or inquiry.at
    since = _midnight(arguments.since_on, rules.zone, "sinceOn") or arguments.since or at
    if since > at:
        raise Invalid("the period ends before it begins", field="since")
    return liability_node(liability(rules=rules, from_at=since, at=at))


def _midnight(day: str | None, zone: ZoneInfo, field: str, *, days: int = 0) -> datetime | None:
    """Return when a day begins on the calendar of `zone`, or the one so many `days` later."""
    if day is None:
        return None
    try:
        found = date.fromisoformat(day) + timedelta(days=days)
    except (ValueError, OverflowError):
        raise Invalid(f"a day is written as 2026-01-31, got {day!r}", field=field) from None
    return datetime.combine(found, time.min, tzinfo=zone)
