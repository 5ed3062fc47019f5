"""Writes what extensions have computed for profiles, and whose values are due."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max

from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.profiles.models import Profile, ProfileField, ProfileFieldMark, ProfileState
from saleor_crm_plugin.profiles.rules.fields import StoredValue
from saleor_crm_plugin.work import Work, wake

_BATCH_ROWS = 1000
_ATTEMPTS_MAX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A claimed batch: the marks, and whose they are."""

    mark_ids: list[int]
    profile_ids: set[int]


def fields_mark(*, profile_ids: Iterable[int], at: datetime) -> None:
    """Note that profiles have changed, if an extension computes anything from them; in the caller's transaction."""
    if not installed().segment_fields:
        return
    marks = [ProfileFieldMark(profile_id=pk, due_at=at) for pk in sorted(set(profile_ids))]
    ProfileFieldMark.objects.bulk_create(marks, batch_size=_BATCH_ROWS)
    wake(Work.FIELDS)


def fields_mark_all(*, at: datetime) -> int:
    """Note every live profile, in batches of their own transactions; return how many."""
    if not installed().segment_fields:
        return 0
    newest = Profile.objects.aggregate(newest=Max("pk"))["newest"] or 0
    marked = 0
    for start in range(0, newest + 1, _BATCH_ROWS):
        ids = Profile.objects.filter(
            pk__gt=start, pk__lte=start + _BATCH_ROWS, state=ProfileState.ACTIVE
        ).values_list("pk", flat=True)
        marks = [ProfileFieldMark(profile_id=pk, due_at=at) for pk in ids]
        ProfileFieldMark.objects.bulk_create(marks)
        marked += len(marks)
    wake(Work.FIELDS)
    return marked


@transaction.atomic
def marks_claim(*, limit_rows: int, at: datetime, claim_seconds: int) -> Marked:
    """Claim up to `limit_rows` due marks, oldest first; one whose workers died eight times is given up until the night."""
    due = ProfileFieldMark.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    rows = list(due.select_for_update(skip_locked=True)[:limit_rows])
    worn_out = [row.pk for row in rows if row.attempts >= _ATTEMPTS_MAX]
    ProfileFieldMark.objects.filter(pk__in=worn_out).delete()
    mine = [row for row in rows if row.attempts < _ATTEMPTS_MAX]
    ProfileFieldMark.objects.filter(pk__in=[row.pk for row in mine]).update(
        due_at=at + timedelta(seconds=claim_seconds), attempts=F("attempts") + 1
    )
    return Marked(mark_ids=[row.pk for row in mine], profile_ids={row.profile_id for row in mine})


def marks_finish(*, mark_ids: Collection[int]) -> None:
    """Forget marks whose profiles were computed."""
    ProfileFieldMark.objects.filter(pk__in=mark_ids).delete()


@transaction.atomic
def field_values_store(
    *,
    extension: str,
    field: str,
    kind: str,
    values: Mapping[int, StoredValue | None],
    at: datetime,
) -> None:
    """
    Store a field's values by profile; `None` deletes. Values that were computed later than `at` stay.

    The profiles' rows are locked, so that two workers that computed the same profile agree on the later one.
    """
    locked = Profile.objects.select_for_update(no_key=True).filter(
        pk__in=values.keys(), state=ProfileState.ACTIVE
    )
    live = set(locked.order_by("pk").values_list("pk", flat=True))
    rows = ProfileField.objects.filter(extension=extension, field=field, profile_id__in=live)
    stored = {row.profile_id: row for row in rows}
    due = {
        profile_id: value
        for profile_id, value in values.items()
        if profile_id in live and (profile_id not in stored or stored[profile_id].computed_at <= at)
    }
    gone = [profile_id for profile_id, value in due.items() if value is None]
    rows.filter(profile_id__in=gone).delete()
    _upsert(
        [
            ProfileField(
                profile_id=profile_id,
                extension=extension,
                field=field,
                kind=kind,
                text=value.text,
                number=value.number,
                computed_at=at,
            )
            for profile_id, value in due.items()
            if value is not None
        ]
    )


def _upsert(rows: Sequence[ProfileField]) -> None:
    ProfileField.objects.bulk_create(
        rows,
        batch_size=_BATCH_ROWS,
        update_conflicts=True,
        unique_fields=["profile", "extension", "field"],
        update_fields=["kind", "text", "number", "computed_at"],
    )
