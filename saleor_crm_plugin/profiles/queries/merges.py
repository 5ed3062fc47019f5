"""Which profiles became one, and which of those merges were undone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from saleor_crm_plugin.profiles.models import MergeRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeView:
    """One merge: `absorbed_id` became part of `survivor_id`; `undone_at` is None while it holds."""

    merge_id: int
    survivor_id: int
    absorbed_id: int
    rule: str
    actor: str
    merged_at: datetime
    undone_at: datetime | None


def merges_listed(*, profile_id: int | None) -> QuerySet[MergeRecord]:
    """Return all merges, or those of one profile, in no order; for pages."""
    rows: QuerySet[MergeRecord] = MergeRecord.objects.defer("moved_rows")
    if profile_id is None:
        return rows
    return rows.filter(Q(survivor_id=profile_id) | Q(absorbed_id=profile_id))


def merge_of(*, survivor_id: int, absorbed_id: int) -> MergeView | None:
    """Return the last merge of two profiles, None if they never merged."""
    rows = MergeRecord.objects.filter(survivor_id=survivor_id, absorbed_id=absorbed_id)
    row = rows.defer("moved_rows").order_by("-pk").first()
    return None if row is None else merge_view(row)


def merge_found(merge_id: int) -> MergeView | None:
    """Return one merge, None if there is none of this id."""
    row = MergeRecord.objects.filter(pk=merge_id).defer("moved_rows").first()
    return None if row is None else merge_view(row)


def merge_view(row: MergeRecord) -> MergeView:
    """Return the value of a stored merge."""
    return MergeView(
        merge_id=row.pk,
        survivor_id=row.survivor_id,
        absorbed_id=row.absorbed_id,
        rule=row.rule,
        actor=row.actor,
        merged_at=row.merged_at,
        undone_at=row.undone_at,
    )
