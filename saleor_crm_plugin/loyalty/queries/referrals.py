"""What referrals are worked out from: terms, and what is known of advocates, friends and their orders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from saleor_crm_plugin.loyalty.models import ReferralRevision
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.fraud import Person, PostalPlace
from saleor_crm_plugin.loyalty.rules.referrals import (
    FriendOrder,
    ReferralConfig,
    referral_config_decoded,
)
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import (
    Identifier,
    IdentifierKind,
    Profile,
    ProfileAddress,
    ProfileState,
)

_ADDRESSES = (IdentifierKind.EMAIL, IdentifierKind.GUEST_EMAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralTerms:
    """The terms of one program's referrals, of one revision."""

    program_id: int
    program_slug: str
    zone: ZoneInfo
    revision_id: int
    number: int
    valid_from: datetime
    config: ReferralConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendHistory:
    """The paid orders of one profile, which of them are news, and when it first ordered anything that counts."""

    orders: tuple[FriendOrder, ...] = ()
    live_order_ids: frozenset[int] = frozenset()
    first_ordered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Which profile stands for another today, and whether it was erased."""

    live_id: int
    is_erased: bool


@dataclass(slots=True)
class _Traces:
    emails: set[str] = field(default_factory=set)
    places: set[PostalPlace] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    ips: set[str] = field(default_factory=set)


def referral_terms(
    *, program: str = DEFAULT_SLUG, at: datetime | None = None
) -> ReferralTerms | None:
    """Return the newest terms of a program, or those in force at `at`; None before the first."""
    rows = ReferralRevision.objects.select_related("program").filter(program__slug=program)
    if at is not None:
        rows = rows.filter(valid_from__lte=at)
    row = rows.order_by("-number").first()
    return None if row is None else terms_of(row)


def terms_of(row: ReferralRevision) -> ReferralTerms:
    """Return the terms of a revision that is loaded with its program."""
    return ReferralTerms(
        program_id=row.program_id,
        program_slug=row.program.slug,
        zone=ZoneInfo(row.program.time_zone),
        revision_id=row.pk,
        number=row.number,
        valid_from=row.valid_from,
        config=referral_config_decoded(row.config),
    )


def standings_of(profile_ids: Collection[int]) -> dict[int, Standing]:
    """Return which profile each stands for today, through merges; one query per link of the longest chain."""
    links: dict[int, int | None] = {}
    erased: set[int] = set()
    wanted = set(profile_ids)
    while wanted:
        rows = Profile.objects.filter(pk__in=wanted).values_list("pk", "merged_into_id", "state")
        for pk, merged_into_id, state in rows:
            links[pk] = merged_into_id
            if state == ProfileState.ERASED:
                erased.add(pk)
        wanted = {link for link in links.values() if link is not None and link not in links}
    found = {}
    for profile_id in profile_ids:
        live = profile_id
        while (link := links.get(live)) is not None:
            live = link
        found[profile_id] = Standing(live_id=live, is_erased=live in erased)
    return found


def people_of(profile_ids: Collection[int]) -> dict[int, Person]:
    """Return what is known of each profile that could tell two people apart; four queries."""
    traces: dict[int, _Traces] = {profile_id: _Traces() for profile_id in profile_ids}
    for pk, email in Profile.objects.filter(pk__in=profile_ids).values_list("pk", "email"):
        traces[pk].emails.add(email)
    names = Identifier.objects.filter(profile_id__in=profile_ids, kind__in=_ADDRESSES)
    for profile_id, value in names.values_list("profile_id", "value"):
        traces[profile_id].emails.add(value)
    for row in ProfileAddress.objects.filter(profile_id__in=profile_ids):
        traces[row.profile_id].places.add(_place(row))
    marked = Order.objects.filter(profile_id__in=profile_ids).exclude(marks=[])
    for owner_id, marks in marked.values_list("profile_id", "marks"):
        _note_marks(traces[owner_id or 0], marks)
    return {
        profile_id: Person(
            emails=frozenset(trace.emails),
            places=frozenset(trace.places),
            cards=frozenset(trace.cards),
            ips=frozenset(trace.ips),
        )
        for profile_id, trace in traces.items()
    }


def friend_histories(profile_ids: Collection[int]) -> dict[int, FriendHistory]:
    """Return what each profile ordered; two queries. What a guest with its e-mail address ordered makes it no new shopper."""
    orders: dict[int, list[FriendOrder]] = defaultdict(list)
    live: dict[int, set[int]] = defaultdict(set)
    first: dict[int, datetime] = _first_as_guest(profile_ids)
    rows = Order.objects.filter(profile_id__in=profile_ids).order_by("pk")
    for row in rows:
        owner_id = row.profile_id or 0
        if not row.exclusion:
            first[owner_id] = min(row.placed_at, first.get(owner_id, row.placed_at))
        if row.is_fully_paid:
            orders[owner_id].append(_friend_order(row))
        if row.is_live:
            live[owner_id].add(row.pk)
    return {
        profile_id: FriendHistory(
            orders=tuple(orders[profile_id]),
            live_order_ids=frozenset(live[profile_id]),
            first_ordered_at=first.get(profile_id),
        )
        for profile_id in profile_ids
    }


def _first_as_guest(profile_ids: Collection[int]) -> dict[int, datetime]:
    emails = {
        email: pk
        for pk, email in Profile.objects.filter(pk__in=profile_ids).values_list("pk", "email")
        if email
    }
    found: dict[int, datetime] = {}
    guests = Order.objects.filter(profile__email__in=emails, exclusion="").exclude(
        profile_id__in=profile_ids
    )
    for email, placed_at in guests.values_list("profile__email", "placed_at"):
        pk = emails[email]
        found[pk] = min(placed_at, found.get(pk, placed_at))
    return found


def _friend_order(row: Order) -> FriendOrder:
    paid_at = row.fully_paid_at or row.placed_at
    refunds = [
        _refund(refund, row.version_at) for refund in row.refunds if refund["kind"] == "paid"
    ]
    if row.exclusion:
        refunds.append((row.version_at, row.total_gross_minor))
    return FriendOrder(
        order_id=row.pk,
        placed_at=row.placed_at,
        paid_at=paid_at,
        currency=row.currency,
        amount_minor=max(row.total_gross_minor - row.points_paid_minor, 0),
        refunds=tuple(refunds),
    )


def _refund(refund: Mapping[str, str | int | None], version_at: datetime) -> tuple[datetime, int]:
    told = refund["refunded_at"]
    known_at = datetime.fromisoformat(str(told)) if told else version_at
    return known_at, int(refund["amount_minor"] or 0)


def _place(row: ProfileAddress) -> PostalPlace:
    return PostalPlace(
        street_1=row.street_1,
        street_2=row.street_2,
        city=row.city,
        postal_code=row.postal_code,
        country_code=row.country_code,
    )


def _note_marks(trace: _Traces, marks: Iterable[str]) -> None:
    for mark in marks:
        kind, _, value = mark.partition(":")
        (trace.cards if kind == "card" else trace.ips).add(value)
