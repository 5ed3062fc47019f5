"""Which tier a profile has, and the tiers of a program, as plain values."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from saleor_crm_plugin.loyalty.models import Tier, TierMembership, TierRevision


def tier_slugs_at(*, program_id: int, profile_ids: Collection[int], at: datetime) -> dict[int, str]:
    """
    Return the tier that each profile has at `at`; who has none is left out. Two or three queries.

    It holds whether or not the periodic task has run: what time takes is stored when it is earned. Who never
    earned has the tier that costs nothing, if the program has one.
    """
    stays = TierMembership.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at),
        program_id=program_id,
        profile_id__in=profile_ids,
        from_at__lte=at,
    )
    found = dict(stays.exclude(slug="").order_by("pk").values_list("profile_id", "slug"))
    without = [profile_id for profile_id in profile_ids if profile_id not in found]
    free = _free_tier_at(program_id, at) if without else None
    return found if free is None else found | dict.fromkeys(without, free)


def _free_tier_at(program_id: int, at: datetime) -> str | None:
    revision = (
        TierRevision.objects.filter(program_id=program_id, valid_from__lte=at)
        .order_by("-number")
        .first()
    )
    tiers = Tier.objects.filter(revision=revision, threshold=0)
    return tiers.order_by("pk").values_list("slug", flat=True).first() if revision else None
