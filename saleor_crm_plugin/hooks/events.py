"""What an extension can do when something happens: listen, send a message, act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from saleor_crm_plugin.facts import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One thing that was concluded about a shopper; `docs/facts.md` lists the types and their `details`.

    `event_id` is the same whenever the event is told again. `profile_id` is the live profile, through
    merges. `details` holds ids, numbers and codes; it is a copy.
    """

    event_id: int
    type: str
    profile_id: int
    occurred_at: datetime
    recorded_at: datetime
    details: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """
    Hears of live timeline events, each at least once.

    `types` are the events it wants, all of them when empty. `notify(events)` gets up to 100 of them, mostly
    in the order in which they were written, without any promise about it; an event may come again, after a
    worker died or after an error: remember `event_id`. Called by a worker outside of any transaction, so
    it can never break a sale.

    If it raises, the events of the batch are told again one by one, and what fails then waits, longer each
    time; after eight attempts an event is dead for this listener, and `crmExtensions` shows how many are.
    History (imports, backfills) and the events of profiles that were erased meanwhile are not told.
    """

    slug: str
    notify: Callable[[Sequence[Event]], None]
    types: frozenset[str] = frozenset()


class Occasion(StrEnum):
    """
    What names the occurrence, so that a reaction or an action happens once for it.

    `EVENT`: the event itself. `PROFILE`: once in a shopper's life. `ORDER`: once per order, for events
    with a `reference` in their details.
    """

    EVENT = "event"
    PROFILE = "profile"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A template in one language (BCP 47, lower case), in Liquid; `docs/mail.md` says what it may hold."""

    language_code: str
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """
    Sends a message when something happens; a merchant can switch it off like every automation.

    The words are published as the template `<extension>.<slug>` and never overwrite what a merchant published
    since. The template sees `event` (its `details`), `customer`, `shop` and `fields`. Marketing needs consent for
    `topic` on `channel`. Events older than `automation_event_age_days_max` start nothing.
    """

    slug: str
    event_type: str
    words: tuple[Words, ...]
    is_marketing: bool
    topic: str
    occasion: Occasion = Occasion.EVENT
    channel: str = "email"
    sample: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRun:
    """One call of an action; `key` is the same whenever the same occurrence comes again."""

    key: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    Does something of its own when something happens; a merchant can switch it off like every automation.

    `run(call)` is called at least once per occasion, by a worker outside of any transaction: use `call.key` as
    the idempotency key of what it does. Errors are retried as a listener's are. It needs a timeout where it
    asks the network. Events older than `automation_event_age_days_max` start nothing.
    """

    slug: str
    types: frozenset[str]
    run: Callable[[ActionRun], None]
    occasion: Occasion = Occasion.EVENT
