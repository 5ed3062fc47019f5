"""Writes what the merchant's staff change on a profile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.profiles.models import Profile, ProfileState, ProfileTag
from saleor_crm_plugin.profiles.rules.edits import (
    EDITABLE,
    edit_problem,
)
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.basics import profile_index
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEdit:
    """What to change: `values` by column of `EDITABLE`, tags to add and to take off."""

    values: Mapping[str, str | int | bool | None]
    tags_added: Collection[str] = ()
    tags_removed: Collection[str] = ()


@transaction.atomic
def profile_update(*, profile_id: int, edit: ProfileEdit, actor: str, at: datetime) -> None:
    """
    Change a profile as staff said; edited columns are no longer overwritten by the host.

    Clearing a column hands it back to the host. Nothing is written when a value is refused.

    :raises NotFound: no live profile has this id.
    :raises Invalid: a value is not acceptable; says which and why.
    """
    for name, value in edit.values.items():
        if name not in EDITABLE:
            raise ValueError(f"profiles have no editable column {name!r}")
        if problem := edit_problem(name, value):
            raise Invalid(problem, field=name)
    profile = Profile.objects.select_for_update(no_key=True).filter(pk=profile_id).first()
    if profile is None or profile.state != ProfileState.ACTIVE:
        raise NotFound(f"there is no live profile {profile_id}")
    changed = [name for name, value in edit.values.items() if getattr(profile, name) != value]
    for name in changed:
        setattr(profile, name, edit.values[name])
    kept = {name for name in edit.values if edit.values[name] not in {"", None}}
    emptied = edit.values.keys() - kept
    profile.edited_fields = sorted((set(profile.edited_fields) | kept) - emptied)
    profile.updated_at = at
    profile_index(profile)
    profile.save()
    _change_tags(profile, edit, at)
    events_record(
        events=[
            NewEvent(
                profile_id=profile_id,
                type=EventType.PROFILE_UPDATED,
                key=f"{actor}:{at.isoformat()}",
                occurred_at=at,
                is_live=True,
                details={"fields": [*changed], "actor": actor},
            )
        ],
        at=at,
    )


def _change_tags(profile: Profile, edit: ProfileEdit, at: datetime) -> None:
    removed = {tag.strip().casefold() for tag in edit.tags_removed}
    ProfileTag.objects.filter(profile=profile, value__in=removed).delete()
    ProfileTag.objects.bulk_create(
        [
            ProfileTag(
                profile=profile, name=tag.strip(), value=tag.strip().casefold(), created_at=at
            )
            for tag in edit.tags_added
            if tag.strip()
        ],
        ignore_conflicts=True,
    )
