"""Reads which of a host's customers we know."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.profiles.models import Identifier, IdentifierKind, Profile, ProfileState


def host_customer_ids(*, host: str) -> Iterator[str]:
    """Return, streamed, the host's own ids of the customers that some profile stands for."""
    rows = Identifier.objects.filter(kind=IdentifierKind.HOST_USER, source=host)
    return rows.order_by("pk").values_list("value", flat=True).iterator(chunk_size=2000)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCustomer:
    """One account of a host, its profile, and where it stands in the list of all."""

    identifier_id: int
    customer_key: str
    profile_id: int


def customers_after(*, host: str, identifier_id: int, limit: int) -> list[KnownCustomer]:
    """Return the next accounts of a host in the order in which we came to know them, to go through all of them."""
    rows = Identifier.objects.filter(
        kind=IdentifierKind.HOST_USER, source=host, pk__gt=identifier_id
    )
    return [
        KnownCustomer(identifier_id=pk, customer_key=value, profile_id=profile_id)
        for pk, value, profile_id in rows.order_by("pk").values_list("pk", "value", "profile_id")[
            :limit
        ]
    ]


def customers_of_profiles(profile_ids: Collection[int]) -> dict[int, tuple[Reference, ...]]:
    """Return the accounts of each profile in every host that has one; one query."""
    found: defaultdict[int, list[Reference]] = defaultdict(list)
    rows = Identifier.objects.filter(kind=IdentifierKind.HOST_USER, profile_id__in=profile_ids)
    for profile_id, host, key in rows.order_by("pk").values_list("profile_id", "source", "value"):
        found[profile_id].append(Reference(host, Kind.CUSTOMER, key))
    return {profile_id: tuple(references) for profile_id, references in found.items()}


def profiles_erased(profile_ids: Collection[int]) -> set[int]:
    """Return those of the profiles that were erased; one query, none for no profiles."""
    if not profile_ids:
        return set()
    rows = Profile.objects.filter(pk__in=profile_ids, state=ProfileState.ERASED)
    return set(rows.values_list("pk", flat=True))
