"""Takes due rows out of the inbox, in batches, and applies them; a bad row stops nobody else's."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from traceback import extract_tb

from django.db import IntegrityError, transaction
from django.db.models import F

from saleor_crm_plugin.conf import CrmSettings, current
from saleor_crm_plugin.facts import (
    CustomerErased,
    Fact,
    Kind,
    Reference,
    UnreadableFact,
    fact_decode,
    fact_fingerprint,
)
from saleor_crm_plugin.ingest.models import InboxItem, InboxState
from saleor_crm_plugin.ingest.queries import SnapshotSource
from saleor_crm_plugin.ingest.rules import newest_of_each, retry_due_at
from saleor_crm_plugin.ingest.services.apply import Entry, facts_apply
from saleor_crm_plugin.ingest.services.reactions import changes_react

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainReport:
    """What one drain did with the rows it claimed."""

    claimed: int = 0
    applied: int = 0
    retried: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class _Readable:
    """A claimed row with the fact it stands for; None: the host has the object no longer."""

    item: InboxItem
    fact: Fact | None


def inbox_drain(*, source: SnapshotSource | None, at: datetime, limit_rows: int) -> DrainReport:
    """
    Apply up to `limit_rows` due rows, oldest first; call again until `claimed` is 0.

    Any number of workers may drain at once: a row is claimed by one, and comes back when that one dies.
    A batch is one transaction; if it fails, its rows are tried one by one. A row that fails too often is
    dead and waits for `dead_replay`; nothing is lost.
    """
    settings = current()
    claimed = _claim(at, limit_rows, settings)
    readable, failed = _read(claimed, source, at, settings)
    if not readable:
        return _report(claimed, 0, failed)
    try:
        _apply(readable, at)
    except Exception as error:  # noqa: BLE001 one bad row must not stop the others; logged without its values
        _log(f"a batch of {len(readable)} inbox rows failed and is tried row by row", error)
        applied, single_failures = _apply_singly(readable, at, settings)
        return _report(claimed, applied, failed + single_failures)
    return _report(claimed, len(readable), failed)


def _report(claimed: Sequence[InboxItem], applied: int, failed: list[InboxState]) -> DrainReport:
    return DrainReport(
        claimed=len(claimed),
        applied=applied,
        retried=failed.count(InboxState.PENDING),
        dead=failed.count(InboxState.DEAD),
    )


def _claim(at: datetime, limit_rows: int, settings: CrmSettings) -> list[InboxItem]:
    """Take due rows; `due_at` of a claimed row is when its claim ends, so one look finds both kinds."""
    token = secrets.token_hex(8)
    with transaction.atomic():
        due = (
            InboxItem.objects.select_for_update(skip_locked=True)
            .filter(state__in=[InboxState.PENDING, InboxState.CLAIMED], due_at__lte=at)
            .order_by("due_at", "pk")
        )
        items = _without_worn_out(list(due[:limit_rows]), settings)
        InboxItem.objects.filter(pk__in=[item.pk for item in items]).update(
            state=InboxState.CLAIMED,
            due_at=at + timedelta(seconds=settings.inbox_claim_seconds),
            claim_token=token,
            attempts=F("attempts") + 1,
        )
    for item in items:
        item.claim_token = token
        item.attempts += 1
    return sorted(items, key=lambda item: item.pk)


def _without_worn_out(items: list[InboxItem], settings: CrmSettings) -> list[InboxItem]:
    """Set aside rows whose every claim ended with the worker's death: they would kill the next one too."""
    worn_out = [item.pk for item in items if item.attempts >= settings.inbox_attempts_max]
    InboxItem.objects.filter(pk__in=worn_out).update(
        state=InboxState.DEAD, claim_token="", error="WorkerDied: no worker survived this row"
    )
    return [item for item in items if item.attempts < settings.inbox_attempts_max]


def _read(
    items: Sequence[InboxItem], source: SnapshotSource | None, at: datetime, settings: CrmSettings
) -> tuple[list[_Readable], list[InboxState]]:
    """Return the facts of `items`, and what became of those that cannot be read."""
    readable: list[_Readable] = []
    failed: list[InboxState] = []
    touches = [item for item in items if item.is_touch]
    for item in items:
        if item.is_touch:
            continue
        try:
            readable.append(_Readable(item, fact_decode(item.payload or {})))
        except UnreadableFact as error:
            failed.append(_fail(item, error, at, settings, is_final=True))
    if not touches:
        return readable, failed
    try:
        found = _read_touched(touches, source)
    except Exception as error:  # noqa: BLE001 the host's failure is not the inbox's; logged without its values
        _log(f"the host could not be read for {len(touches)} touched objects", error)
        return readable, failed + [_fail(item, error, at, settings) for item in touches]
    for item in touches:
        reference = _reference(item)
        if reference in found:
            readable.append(_Readable(item, _or_gone(reference, found[reference], at)))
        else:
            failed.append(_fail(item, LookupError("the host cannot tell it"), at, settings))
    return sorted(readable, key=lambda one: one.item.pk), failed


def _read_touched(
    touches: Sequence[InboxItem], source: SnapshotSource | None
) -> dict[Reference, Fact | None]:
    if source is None:
        raise LookupError("SALEOR_CRM['snapshot_source'] names nothing that can read the host")
    return source.read([_reference(item) for item in touches])


def _reference(item: InboxItem) -> Reference:
    return Reference(item.host, Kind(item.kind), item.external_id)


def _or_gone(reference: Reference, fact: Fact | None, at: datetime) -> Fact | None:
    """Return what it means that the host has an object no longer: a customer without a row was erased."""
    if fact is None and reference.kind is Kind.CUSTOMER:
        return CustomerErased(reference=reference, version_at=at)
    return fact


def _apply(readable: Sequence[_Readable], at: datetime) -> None:
    told = [
        (one.item, one.fact, one.item.fingerprint or fact_fingerprint(one.fact))
        for one in readable
        if one.fact is not None
    ]
    newest = newest_of_each([(fact, fingerprint) for _, fact, fingerprint in told])
    entries = [
        Entry(fact, fingerprint, item.is_live, item.is_touch)
        for index, (item, fact, fingerprint) in enumerate(told)
        if index in newest
    ]
    with transaction.atomic():
        _finish([one.item for one in readable], at)
        _remember([(fact.reference, mark) for item, fact, mark in told if item.is_touch], at)
        applied = facts_apply(entries=entries, at=at)
        changes_react(applied=applied, at=at)


def _remember(read: Sequence[tuple[Reference, str]], at: datetime) -> None:
    """Keep the fingerprints of what touches led to, so that the sweep knows it was not missed."""
    InboxItem.objects.bulk_create(
        [
            InboxItem(
                host=reference.host,
                kind=reference.kind,
                external_id=reference.id,
                fingerprint=fingerprint,
                state=InboxState.DONE,
                accepted_at=at,
                due_at=at,
                done_at=at,
            )
            for reference, fingerprint in read
        ],
        ignore_conflicts=True,
    )


def _finish(items: Sequence[InboxItem], at: datetime) -> None:
    """Mark rows done, first: whoever lost his claim to another worker must not apply."""
    token = items[0].claim_token
    mine = InboxItem.objects.filter(
        pk__in=[item.pk for item in items], state=InboxState.CLAIMED, claim_token=token
    )
    touched = sum(item.is_touch for item in items)
    deleted = mine.filter(is_touch=True).delete()[0] if touched else 0
    done = mine.filter(is_touch=False).update(
        state=InboxState.DONE, done_at=at, payload=None, error="", claim_token=""
    )
    if deleted + done != len(items):
        raise ClaimLost(f"{len(items) - deleted - done} of {len(items)} rows were taken over")


class ClaimLost(RuntimeError):
    """Another worker took the rows over, because this one was too slow; nothing was applied here."""


def _apply_singly(
    readable: Sequence[_Readable], at: datetime, settings: CrmSettings
) -> tuple[int, list[InboxState]]:
    applied = 0
    failed: list[InboxState] = []
    for one in readable:
        try:
            _apply([one], at)
        except ClaimLost:
            continue
        except Exception as error:  # noqa: BLE001 the next row deserves its turn; logged without its values
            _log(f"inbox row {one.item.pk} failed", error)
            failed.append(_fail(one.item, error, at, settings))
        else:
            applied += 1
    return applied, failed


def _fail(
    item: InboxItem,
    error: Exception,
    at: datetime,
    settings: CrmSettings,
    *,
    is_final: bool = False,
) -> InboxState:
    """Put a row back with a later due time, or among the dead; the error's class is kept, not its words."""
    is_dead = is_final or item.attempts >= settings.inbox_attempts_max
    state = InboxState.DEAD if is_dead else InboxState.PENDING
    mine = InboxItem.objects.filter(
        pk=item.pk, state=InboxState.CLAIMED, claim_token=item.claim_token
    )
    try:
        with transaction.atomic():
            mine.update(
                state=state,
                claim_token="",
                error=_named(error),
                due_at=retry_due_at(
                    attempts=item.attempts, at=at, retry_seconds=settings.inbox_retry_seconds
                ),
            )
    except IntegrityError:  # a newer touch of the same object waits already and will do
        mine.delete()
    return state


def _log(what: str, error: Exception) -> None:
    """Log where it failed, not the error's words: a database names the values that collide."""
    frames = extract_tb(error.__traceback__)
    where = " < ".join(f"{PurePath(f.filename).name}:{f.lineno}" for f in reversed(frames[-4:]))
    logger.error("%s: %s at %s", what, type(error).__name__, where)


def _named(error: Exception) -> str:
    """Return what an operator may see: our own errors' words hold nothing personal, others' may."""
    words = str(error) if isinstance(error, UnreadableFact | LookupError) else ""
    return f"{type(error).__name__}: {words}".removesuffix(": ")[:200]
