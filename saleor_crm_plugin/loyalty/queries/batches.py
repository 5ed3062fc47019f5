"""Batches of points as plain values, and whom their lines name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saleor_crm_plugin.loyalty.models import (
    BatchKind,
    BatchRowState,
    BatchState,
    PointsBatch,
    PointsBatchRow,
)
from saleor_crm_plugin.loyalty.rules.batches import BatchLine, NameKind, profile_number
from saleor_crm_plugin.profiles.models import Identifier, IdentifierKind, Profile, ProfileState
from saleor_crm_plugin.profiles.rules.identity import email_normalized
from saleor_crm_plugin.work import Waiting, rows_waiting

_PERCENT = 100
_CHUNK = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """One batch with its totals; `percent` tells how far giving it, or taking it back, is."""

    batch_id: int
    kind: BatchKind
    name: str
    sha256: str
    reason: str
    actor: str
    state: BatchState
    percent: int
    rows_count: int
    refused_count: int
    points_total: int
    posted_count: int
    posted_points: int
    reverted_points: int
    short_points: int
    created_at: datetime
    progressed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRowView:
    """What became of one line."""

    line: int
    profile_id: int | None
    points: int
    state: BatchRowState
    code: str


def batch_kind(word: str) -> BatchKind:
    """Return the kind of batch that the contract calls `word`."""
    return BatchKind[word]


def batches_listed() -> QuerySet[PointsBatch]:
    """Return all batches, in no order; for pages."""
    return PointsBatch.objects.all()


def batches_waiting() -> Waiting:
    """Return how many batches are to be given or taken back and are not done."""
    undone = [BatchState.QUEUED, BatchState.RUNNING, BatchState.REVERTING]
    return rows_waiting(PointsBatch.objects.filter(state__in=undone), since="progressed_at")


def batch_found(batch_id: int) -> BatchView | None:
    """Return one batch, None if there is none of this id."""
    row = PointsBatch.objects.filter(pk=batch_id).first()
    return None if row is None else batch_view(row)


def batch_rows(batch_id: int, *, states: Collection[str] = ()) -> QuerySet[PointsBatchRow]:
    """Return the lines of a batch, in no order; no `states` means all."""
    rows = PointsBatchRow.objects.filter(batch_id=batch_id)
    return rows.filter(state__in=states) if states else rows


def batch_view(row: PointsBatch) -> BatchView:
    """Return the value of a stored batch."""
    return BatchView(
        batch_id=row.pk,
        kind=BatchKind(row.kind),
        name=row.name,
        sha256=row.sha256,
        reason=row.reason,
        actor=row.actor,
        state=BatchState(row.state),
        percent=_percent(row),
        rows_count=row.rows_count,
        refused_count=row.refused_count,
        points_total=row.points_total,
        posted_count=row.posted_count,
        posted_points=row.posted_points,
        reverted_points=row.reverted_points,
        short_points=row.short_points,
        created_at=row.created_at,
        progressed_at=row.progressed_at,
    )


def _percent(row: PointsBatch) -> int:
    if row.state in {BatchState.DONE, BatchState.REVERTED}:
        return _PERCENT
    total = row.posted_count if row.state == BatchState.REVERTING else row.rows_count
    return row.done_count * _PERCENT // total if total else 0


def batch_row_view(row: PointsBatchRow) -> BatchRowView:
    """Return the value of a stored line."""
    return BatchRowView(
        line=row.line,
        profile_id=row.profile_id,
        points=row.points,
        state=BatchRowState(row.state),
        code=row.code,
    )


def profiles_named(lines: Iterable[BatchLine]) -> dict[tuple[NameKind, str], int]:
    """
    Return the live profiles that lines name, in a few queries per five thousand names.

    Of an address, whoever has proven it counts first, then who typed it as a guest, then who merely shows it.
    """
    wanted: dict[NameKind, set[str]] = {kind: set() for kind in NameKind}
    for line in lines:
        if line.named_by is not None:
            wanted[line.named_by].add(line.name)
    found: dict[tuple[NameKind, str], int] = {}
    for kind, look_up in _LOOK_UPS.items():
        names = sorted(wanted[kind])
        for start in range(0, len(names), _CHUNK):
            for name, profile_id in look_up(names[start : start + _CHUNK]).items():
                found[kind, name] = profile_id
    return _live(found)


def _by_id(names: Collection[str]) -> dict[str, int]:
    numbers = {name: profile_number(name) for name in names}
    return {name: number for name, number in numbers.items() if number is not None}


def _by_customer(names: Collection[str]) -> dict[str, int]:
    parts = {name: name.split(":", 2) for name in names}
    keys = {
        (host, external_id): name
        for name, (host, *rest) in parts.items()
        if rest[:1] == ["customer"] and (external_id := rest[-1])
    }
    rows = Identifier.objects.filter(
        kind__in=[IdentifierKind.HOST_USER, IdentifierKind.EXTERNAL],
        source__in={host for host, _ in keys},
        value__in={external_id for _, external_id in keys},
    )
    return {
        keys[source, value]: profile_id
        for source, value, profile_id in rows.values_list("source", "value", "profile_id")
        if (source, value) in keys
    }


def _by_email(names: Collection[str]) -> dict[str, int]:
    # Normalizing costs more than looking up, and an ASCII address that is known as it stands is normal.
    found = _identified({name for name in names if name.isascii()})
    rest = {name: email_normalized(name) or name for name in names if name not in found}
    if not rest:
        return found
    shown = Profile.objects.filter(email__in={*rest, *rest.values()}).exclude(email="")
    ids = dict(shown.filter(state=ProfileState.ACTIVE).order_by("-pk").values_list("email", "pk"))
    ids |= _identified(rest.values())
    both = {name: ids.get(value, ids.get(name)) for name, value in rest.items()}
    return found | {name: one for name, one in both.items() if one is not None}


def _identified(addresses: Collection[str]) -> dict[str, int]:
    """Return who proved each of `addresses`, else who typed it as a guest."""
    ids: dict[str, int] = {}
    for kind in (IdentifierKind.GUEST_EMAIL, IdentifierKind.EMAIL):
        known = Identifier.objects.filter(kind=kind, source="", value__in=addresses)
        ids |= dict(known.values_list("value", "profile_id"))
    return ids


_LOOK_UPS = {
    NameKind.PROFILE: _by_id,
    NameKind.CUSTOMER: _by_customer,
    NameKind.EMAIL: _by_email,
}


def _live(found: dict[tuple[NameKind, str], int]) -> dict[tuple[NameKind, str], int]:
    """Drop those who are not there or were erased; a merged profile's points go to its survivor."""
    ids = sorted(set(found.values()))
    states: dict[int, int | None] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = Profile.objects.filter(pk__in=ids[start : start + _CHUNK])
        for pk, state, merged_into in rows.values_list("pk", "state", "merged_into"):
            if state != ProfileState.ERASED:
                states[pk] = merged_into or pk
    return {key: live for key, profile_id in found.items() if (live := states.get(profile_id))}
