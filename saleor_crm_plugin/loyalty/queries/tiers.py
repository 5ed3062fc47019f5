"""Which tier a profile has, and the tiers of a program, as plain values."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, Subquery

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


def tier_slugs_of(
    *, program_id: int, moments: Mapping[int, tuple[int, datetime]]
) -> dict[int, str]:
    """
    Return the tier of each key's profile at each key's instant; who has none is left out. Three queries.

    As `tier_slugs_at`, for many instants at once: orders of one batch earn at different times.
    """
    stays: dict[int, list[TierMembership]] = {profile_id: [] for profile_id, _ in moments.values()}
    rows = TierMembership.objects.filter(program_id=program_id, profile_id__in=stays)
    for row in rows.order_by("from_at"):
        stays[row.profile_id].append(row)
    revisions = _free_tiers(program_id)
    found = {}
    for key, (profile_id, at) in moments.items():
        begun = [stay.slug for stay in stays[profile_id] if stay.from_at <= at]
        free = [slug for valid_from, slug in revisions if valid_from <= at]
        slug = (begun[-1] if begun else "") or (free[-1] if free else "")
        if slug:
            found[key] = slug
    return found


def tiers_current(program_id: int) -> list[Tier]:
    """Return the tiers of the revision in force, the lowest first; one query."""
    revisions = TierRevision.objects.filter(program_id=program_id).order_by("-number")
    newest = revisions.values("pk")[:1]
    return list(Tier.objects.filter(revision_id=Subquery(newest)).order_by("rank"))


def _free_tiers(program_id: int) -> list[tuple[datetime, str]]:
    """Return since when which tier is free, "" for none, oldest first."""
    free = dict(
        Tier.objects.filter(revision__program_id=program_id, threshold=0).values_list(
            "revision_id", "slug"
        )
    )
    revisions = TierRevision.objects.filter(program_id=program_id).order_by("number")
    return [
        (valid_from, free.get(pk, ""))
        for pk, valid_from in revisions.values_list("pk", "valid_from")
    ]


def _free_tier_at(program_id: int, at: datetime) -> str | None:
    revision = (
        TierRevision.objects.filter(program_id=program_id, valid_from__lte=at)
        .order_by("-number")
        .first()
    )
    tiers = Tier.objects.filter(revision=revision, threshold=0)
    return tiers.order_by("pk").values_list("slug", flat=True).first() if revision else None
