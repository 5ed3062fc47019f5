"""Reads how shoppers are reached other than by e-mail."""

from collections.abc import Collection

from saleor_crm_plugin.profiles.models import Identifier, IdentifierKind, Profile


def phones_of(profile_ids: Collection[int]) -> dict[int, str]:
    """Return the phone numbers by profile, in one query; who has none is left out."""
    rows = Profile.objects.filter(pk__in=profile_ids).exclude(phone="")
    return dict(rows.values_list("pk", "phone"))


def external_ids_of(profile_ids: Collection[int], *, source: str) -> dict[int, str]:
    """Return each profile's newest identifier of `source`, in one query; who has none is left out."""
    rows = Identifier.objects.filter(
        profile_id__in=profile_ids, kind=IdentifierKind.EXTERNAL, source=source
    )
    return dict(rows.order_by("claimed_until", "pk").values_list("profile_id", "value"))
