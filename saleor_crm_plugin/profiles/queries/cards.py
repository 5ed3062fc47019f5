"""Reads the few facts about a shopper that other domains need."""

from collections.abc import Collection
from dataclasses import dataclass

from saleor_crm_plugin.profiles.models import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCard:
    """Who a profile is, as mail, loyalty and the API's summaries need it."""

    profile_id: int
    state: str
    email: str
    email_is_verified: bool
    first_name: str
    last_name: str
    language_code: str
    time_zone: str
    country_code: str
    is_registered: bool
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None
    birth_is_lunar: bool


_MERGE_CHAIN_MAX = 20
_COLUMNS = [name for name in ProfileCard.__dataclass_fields__ if name != "profile_id"]


def profile_cards(profile_ids: Collection[int]) -> dict[int, ProfileCard]:
    """Return the cards of the named profiles by id, in one query; unknown ids are left out."""
    rows = Profile.objects.filter(pk__in=profile_ids).values("pk", *_COLUMNS)
    return {row["pk"]: ProfileCard(profile_id=row.pop("pk"), **row) for row in rows}


def live_profile_id(profile_id: int) -> int:
    """
    Return the profile that `profile_id` has become through merges, itself if it never merged.

    :raises Profile.DoesNotExist: no such profile.
    """
    for _ in range(_MERGE_CHAIN_MAX):
        merged_into = Profile.objects.only("merged_into").get(pk=profile_id).merged_into_id
        if merged_into is None:
            return profile_id
        profile_id = merged_into
    raise ValueError(f"more than {_MERGE_CHAIN_MAX} merges lead on from profile {profile_id}")


def profiles_exist() -> bool:
    """Return whether anybody is known here, erased and merged people included."""
    return Profile.objects.exists()
