"""Reads the values that extensions have computed for profiles."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.profiles.models import Profile, ProfileField, ProfileState, ProfileTag
from saleor_crm_plugin.profiles.rules.fields import bound_read, value_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One value; `text` is how it is written, whatever its kind."""

    extension: str
    field: str
    kind: str
    text: str
    computed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperRow:
    """What a field may be computed from, of the profile itself."""

    profile_id: int
    is_registered: bool
    registered_at: datetime | None
    first_seen_at: datetime
    country_code: str
    language_code: str
    city: str
    tags: tuple[str, ...]


_COLUMNS = [name for name in ShopperRow.__dataclass_fields__ if name not in {"profile_id", "tags"}]


def fields_of(profile_ids: Collection[int]) -> dict[int, list[FieldRow]]:
    """Return each profile's values by extension and field, in one query."""
    found: dict[int, list[FieldRow]] = {profile_id: [] for profile_id in profile_ids}
    rows = ProfileField.objects.filter(profile_id__in=profile_ids)
    for row in rows.order_by("extension", "field", "pk"):
        found[row.profile_id].append(
            FieldRow(
                extension=row.extension,
                field=row.field,
                kind=row.kind,
                text=row.text,
                computed_at=row.computed_at,
            )
        )
    return found


def field_contexts(profile_ids: Collection[int]) -> dict[int, JsonObject]:
    """Return each profile's values as templates see them, `extension.field`, in one query."""
    found: dict[int, dict[str, JsonObject]] = defaultdict(lambda: defaultdict(dict))
    for row in ProfileField.objects.filter(profile_id__in=profile_ids):
        value = value_shown(kind=row.kind, text=row.text, number=row.number)
        found[row.profile_id][row.extension][row.field] = value
    return {profile_id: dict(values) for profile_id, values in found.items()}


def field_is(*, extension: str, field: str, texts: Collection[str]) -> Q:
    """Return the condition that a field of the profile is written like one of `texts`."""
    rows = ProfileField.objects.filter(extension=extension, field=field, text__in=texts)
    return Q(pk__in=rows.values("profile_id"))


def field_between(*, extension: str, field: str, least: str | None, most: str | None) -> Q:
    """
    Return the condition that a number or instant lies from `least` to `most`, both included.

    :raises ValueRefused: a bound is neither.
    """
    rows = ProfileField.objects.filter(extension=extension, field=field)
    for bound, comparison in ((least, "gte"), (most, "lte")):
        if bound is not None:
            kinds, number = bound_read(bound)
            rows = rows.filter(kind__in=kinds, **{f"number__{comparison}": number})
    return Q(pk__in=rows.values("profile_id"))


def shopper_rows(profile_ids: Collection[int]) -> list[ShopperRow]:
    """Return the live ones of the named profiles by id, in two queries."""
    tags: dict[int, list[str]] = defaultdict(list)
    rows = ProfileTag.objects.filter(profile_id__in=profile_ids).order_by("value", "pk")
    for profile_id, name in rows.values_list("profile_id", "name"):
        tags[profile_id].append(name)
    profiles = Profile.objects.filter(pk__in=profile_ids, state=ProfileState.ACTIVE)
    return [
        ShopperRow(profile_id=row.pop("pk"), tags=tuple(tags[row_id]), **row)
        for row in profiles.order_by("pk").values("pk", *_COLUMNS)
        for row_id in [row["pk"]]
    ]
