"""The profile's side of undoing a merge: one shopper becomes two again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from saleor_crm_plugin.errors import CrmError, NotFound
from saleor_crm_plugin.profiles.models import (
    CustomerVersion,
    Identifier,
    MergeRecord,
    Profile,
    ProfileAddress,
    ProfileNote,
    ProfileState,
    ProfileTag,
    TimelineEvent,
)
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.basics import profile_index, profiles_lock
from saleor_crm_plugin.profiles.services.merge_snapshots import (
    columns_restored,
    consents_restored,
    guest_names_restored,
    tags_restored,
)
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record

_MOVED = {
    "identifiers": Identifier,
    "tags": ProfileTag,
    "addresses": ProfileAddress,
    "versions": CustomerVersion,
    "timeline": TimelineEvent,
    "notes": ProfileNote,
}


class UnmergeImpossible(CrmError):
    """The merge cannot be undone exactly, so that it is not undone at all; the message says why."""

    code: ClassVar[str] = "UNMERGE_IMPOSSIBLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged:
    """The two profiles that are separate again, and the rows of other domains that the merge had moved."""

    merge_id: int
    survivor_id: int
    absorbed_id: int
    moved: dict[str, Any]


def profile_rows_unmerge(
    *, merge_id: int, actor: str, days_max: int, at: datetime
) -> Unmerged | None:
    """
    Give the absorbed profile of a merge its names, data, tags, addresses, consent, notes and timeline back.

    Runs in the caller's transaction. Undoing again what is undone does nothing and returns None. What changed since the
    merge stays the survivor's.

    :raises NotFound: there is no such merge.
    :raises UnmergeImpossible: it is older than `days_max` days, one of the two was merged or erased since.
    """
    record = MergeRecord.objects.select_for_update().filter(pk=merge_id).first()
    if record is None:
        raise NotFound(f"there is no merge {merge_id}")
    if record.undone_at is not None:
        return None
    profiles = profiles_lock([record.survivor_id, record.absorbed_id])
    survivor, absorbed = profiles[record.survivor_id], profiles[record.absorbed_id]
    _check(record, survivor, absorbed, days_max=days_max, at=at)
    absorbed.state = ProfileState.ACTIVE
    absorbed.merged_into = None
    _restore(record, survivor, absorbed, at)
    record.undone_at = at
    record.save(update_fields=["undone_at"])
    events_record(
        events=[
            NewEvent(
                profile_id=profile.pk,
                type=EventType.PROFILE_UNMERGED,
                key=str(record.pk),
                occurred_at=at,
                is_live=True,
                details={"merge_id": record.pk, "actor": actor},
            )
            for profile in (survivor, absorbed)
        ],
        at=at,
    )
    return Unmerged(
        merge_id=record.pk,
        survivor_id=survivor.pk,
        absorbed_id=absorbed.pk,
        moved=dict(record.moved_rows),
    )


def _check(
    record: MergeRecord, survivor: Profile, absorbed: Profile, *, days_max: int, at: datetime
) -> None:
    if at > record.merged_at + timedelta(days=days_max):
        raise UnmergeImpossible(f"merge {record.pk} is older than {days_max} days")
    if "before" not in record.moved_rows:
        raise UnmergeImpossible(f"merge {record.pk} kept nothing that it could be undone with")
    if survivor.state != ProfileState.ACTIVE:
        raise UnmergeImpossible(f"profile {survivor.pk} is {survivor.state} since")
    if absorbed.state != ProfileState.MERGED or absorbed.merged_into_id != survivor.pk:
        raise UnmergeImpossible(f"profile {absorbed.pk} is {absorbed.state} since")


def _restore(record: MergeRecord, survivor: Profile, absorbed: Profile, at: datetime) -> None:
    moved = record.moved_rows
    for name, model in _MOVED.items():
        rows = model._default_manager.filter(pk__in=moved.get(name, []), profile=survivor)  # noqa: SLF001 Django documents it
        rows.update(profile=absorbed)
    guest_names_restored(absorbed, moved["guest_names"])
    tags_restored(absorbed, moved["tags_dropped"])
    columns_restored(survivor, before=moved["before"], after=moved["after"])
    consents_restored(
        survivor,
        absorbed,
        before=moved["consents_before"],
        after=moved["consents_after"],
        at=at,
    )
    for profile in (survivor, absorbed):
        profile.updated_at = at
        profile_index(profile)
        profile.save()
