"""What shoppers hold at an instant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    LoyaltyAccount,
    LoyaltyProgram,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.sheets import books_loaded
from saleor_crm_plugin.loyalty.rules.balances import balance_at, expiring_until


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringPoints:
    """Points that can be spent until `expires_at`."""

    points: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsSummary:
    """
    One profile's points at one instant; a profile without an account has 0 of everything.

    `available` can be spent now, `pending` later, `debt` is owed to the shop and paid by the next points that
    become available. `expiring` are the available points that lapse some day, soonest first. `reserved` is what
    carts hold: it counts as neither available nor lost.
    """

    profile_id: int
    account_id: int | None
    status: AccountStatus
    available: int
    pending: int
    reserved: int
    debt: int
    expiring: tuple[ExpiringPoints, ...]

    def expiring_before(self, until: datetime) -> int:
        """Return how many of the available points lapse before `until`."""
        return sum(lot.points for lot in self.expiring if lot.expires_at < until)


def points_summary(*, profile_id: int, at: datetime, program: str = DEFAULT_SLUG) -> PointsSummary:
    """Return what one profile holds in a program at `at`; two queries, three while carts hold points."""
    return points_summaries(profile_ids=[profile_id], at=at, program=program)[profile_id]


def points_summaries(
    *, profile_ids: Collection[int], at: datetime, program: str = DEFAULT_SLUG
) -> dict[int, PointsSummary]:
    """
    Return what each of the profiles holds in a program at `at`.

    Two queries whatever their number, three while carts hold points.
    """
    by_id = _accounts_of(profile_ids, program)
    books = books_loaded(by_id.values(), full_ids=by_id.keys())
    found = {}
    for account_id, book in books.items():
        balance = balance_at(book.sheet, at)
        profile_id = book.account.profile_id or 0
        found[profile_id] = PointsSummary(
            profile_id=profile_id,
            account_id=account_id,
            status=AccountStatus(book.account.status),
            available=balance.available,
            pending=balance.pending,
            reserved=balance.reserved,
            debt=balance.debt,
            expiring=tuple(
                ExpiringPoints(points=points, expires_at=expires_at)
                for expires_at, points in balance.expiring
            ),
        )
    return {profile_id: found.get(profile_id) or _nothing(profile_id) for profile_id in profile_ids}


def points_expiring(
    *, profile_ids: Collection[int], within_days: int, at: datetime, program: str = DEFAULT_SLUG
) -> dict[int, tuple[ExpiringPoints, ...]]:
    """
    Return which points of the profiles will lapse within `within_days` if they earn and spend nothing, soonest first.

    Simulated: what carts hold counts as spent, pending points come in and pay debts. Two queries, three while carts hold points.
    """
    by_id = _accounts_of(profile_ids, program)
    found: dict[int, tuple[ExpiringPoints, ...]] = dict.fromkeys(profile_ids, ())
    for book in books_loaded(by_id.values(), full_ids=by_id.keys()).values():
        lapsing = expiring_until(book.sheet, at=at, until=at + timedelta(days=within_days))
        found[book.account.profile_id or 0] = tuple(
            ExpiringPoints(points=points, expires_at=expires_at)
            for expires_at, points in lapsing.items()
        )
    return found


def _accounts_of(profile_ids: Collection[int], program: str) -> dict[int, LoyaltyAccount]:
    accounts = LoyaltyAccount.objects.select_related("program").filter(
        program__slug=program, profile_id__in=profile_ids
    )
    return {account.pk: account for account in accounts.order_by("pk")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPoints:
    """What one profile holds in one program at one instant."""

    program: str
    status: str
    available: int
    pending: int
    reserved: int
    debt: int


def points_by_program(
    *, profile_ids: Collection[int], at: datetime
) -> dict[int, tuple[ProgramPoints, ...]]:
    """Return what each profile holds in every program that has started; two queries for each program."""
    slugs = LoyaltyProgram.objects.exclude(status=ProgramStatus.DRAFT).order_by("pk")
    found: dict[int, list[ProgramPoints]] = {profile_id: [] for profile_id in profile_ids}
    for slug in slugs.values_list("slug", flat=True):
        summaries = points_summaries(profile_ids=profile_ids, at=at, program=slug)
        for profile_id, points in summaries.items():
            found[profile_id].append(_program_points(slug, points))
    return {profile_id: tuple(held) for profile_id, held in found.items()}


def _program_points(slug: str, points: PointsSummary) -> ProgramPoints:
    return ProgramPoints(
        program=slug,
        status=points.status.name,
        available=points.available,
        pending=points.pending,
        reserved=points.reserved,
        debt=points.debt,
    )


def _nothing(profile_id: int) -> PointsSummary:
    return PointsSummary(
        profile_id=profile_id,
        account_id=None,
        status=AccountStatus.ACTIVE,
        available=0,
        pending=0,
        reserved=0,
        debt=0,
        expiring=(),
    )
