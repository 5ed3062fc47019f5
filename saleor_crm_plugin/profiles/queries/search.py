"""Finds profiles: conditions that a list can combine, and look-ups by a name of the shopper."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from saleor_crm_plugin.profiles.models import (
    Identifier,
    IdentifierKind,
    Profile,
    ProfileState,
    ProfileTag,
)
from saleor_crm_plugin.profiles.rules.identity import email_normalized

_EMAIL_KINDS = (IdentifierKind.EMAIL, IdentifierKind.GUEST_EMAIL)


def profiles_listed() -> QuerySet[Profile]:
    """Return the live profiles, neither merged nor erased, in no order."""
    return Profile.objects.filter(state=ProfileState.ACTIVE)


def ids_are(profile_ids: Iterable[int]) -> Q:
    """Return the condition that the profile is one of `profile_ids`; a query set becomes a subquery."""
    return Q(pk__in=profile_ids)


def emails_are(values: Collection[str]) -> Q:
    """Return the condition that one of the shopper's addresses, proven or not, is in `values`."""
    normalized = {email_normalized(value) for value in values} - {""}
    named = Identifier.objects.filter(kind__in=_EMAIL_KINDS, source="", value__in=normalized)
    written = normalized | {value.strip() for value in values} - {""}
    return Q(pk__in=named.values("profile_id")) | Q(email__in=written)


def name_is(value: str) -> Q:
    """Return the condition that the first or the last name is `value`, whatever its case."""
    return Q(first_name__iexact=value) | Q(last_name__iexact=value)


def name_contains(value: str) -> Q:
    """Return the condition that every word of `value` stands in the first or the last name."""
    condition = Q()
    for word in value.split():
        condition &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
    return condition


def tags_are(values: Collection[str]) -> Q:
    """Return the condition that one of the profile's tags is in `values`, whatever their case."""
    folded = {value.strip().casefold() for value in values}
    return Q(pk__in=ProfileTag.objects.filter(value__in=folded).values("profile_id"))


def is_registered(answer: bool) -> Q:  # noqa: FBT001 the value to compare with, not a switch
    """Return the condition that the shopper has an account, or has none."""
    return Q(is_registered=answer)


def countries_are(codes: Collection[str]) -> Q:
    """Return the condition that the country is one of the ISO 3166-1 `codes`."""
    return Q(country_code__in=[code.upper() for code in codes])


def happened_between(column: str, since: datetime | None, until: datetime | None) -> Q:
    """Return the condition that an instant of the profile lies from `since` to `until`, both included."""
    if column not in {"created_at", "updated_at", "registered_at", "first_seen_at"}:
        raise ValueError(f"profiles have no instant {column!r}")
    condition = Q()
    if since is not None:
        condition &= Q(**{f"{column}__gte": since})
    if until is not None:
        condition &= Q(**{f"{column}__lte": until})
    return condition


def text_found(search: str) -> Q:
    """Return the condition that every word of `search` stands in the profile's names, address or phone number."""
    condition = Q()
    for word in search.casefold().split():
        condition &= Q(search_text__contains=word)
    return condition


def profile_id_of_email(value: str) -> int | None:
    """
    Return the profile that an address leads to, None for nobody.

    Who has proven the address counts first, then who typed it as a guest, then the oldest live profile that
    shows it without proof.
    """
    kinds = dict(
        Identifier.objects.filter(
            kind__in=_EMAIL_KINDS, source="", value=email_normalized(value)
        ).values_list("kind", "profile_id")
    )
    found = kinds.get(IdentifierKind.EMAIL, kinds.get(IdentifierKind.GUEST_EMAIL))
    if found is not None:
        return found
    shown = profiles_listed().filter(email__in={value.strip(), email_normalized(value)} - {""})
    return shown.order_by("pk").values_list("pk", flat=True).first()


def profile_ids_of_customers(*, host: str, external_ids: Collection[str]) -> dict[str, int]:
    """Return the profile of each account of `host`, by the host's id; unknown ones are left out."""
    rows = Identifier.objects.filter(
        kind=IdentifierKind.HOST_USER, source=host, value__in=external_ids
    )
    return dict(rows.values_list("value", "profile_id"))
