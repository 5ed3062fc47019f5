"""The program's policies and rates as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from saleor_crm_plugin.loyalty.models import (
    LoyaltyProgram,
    ProgramChannel,
    ProgramRevision,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.rules.inactivity import Inactivity, idle_periods
from saleor_crm_plugin.loyalty.rules.program import (
    ProgramConfig,
    Rate,
    config_decoded,
    rate_matching,
)

DEFAULT_SLUG = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRate(Rate):
    """A rate with the row that keeps it."""

    rate_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRules:
    """The policies and rates that are in force from `valid_from` on."""

    revision_id: int
    number: int
    valid_from: datetime
    config: ProgramConfig
    rates: tuple[StoredRate, ...]

    @property
    def is_earning(self) -> bool:
        """Return whether any order earns: a pause is a revision without rates."""
        return bool(self.rates)

    def rate_for(self, *, channel: str, currency: str) -> StoredRate | None:
        """Return the rate of an order's channel and currency, or None if the program has none for it."""
        rate = rate_matching(self.rates, channel=channel, currency=currency)
        return rate if isinstance(rate, StoredRate) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRules:
    """One program with every revision, oldest first."""

    program_id: int
    slug: str
    status: ProgramStatus
    zone: ZoneInfo
    activated_at: datetime | None
    revisions: tuple[RevisionRules, ...]

    @property
    def inactivity(self) -> Inactivity:
        """Return when idle points lapse, by the policies that were in force at each time."""
        return Inactivity(
            zone=self.zone,
            periods=idle_periods(
                (one.valid_from, one.config.inactivity_months) for one in self.revisions
            ),
        )

    @property
    def is_known_to_shoppers(self) -> bool:
        """Return whether accounts of the program may exist: it is, or was, active."""
        return self.status is not ProgramStatus.DRAFT

    @property
    def current(self) -> RevisionRules:
        """Return the newest revision."""
        return self.revisions[-1]

    @property
    def spending(self) -> RevisionRules:
        """Return the revision at whose rates points are spent: a pause or a closing stops earning only."""
        earning = [revision for revision in self.revisions if revision.is_earning]
        return earning[-1] if earning else self.current

    def earning_at(self, paid_at: datetime) -> RevisionRules | None:
        """
        Return the revision under which an order paid at `paid_at` earns, or None if it does not.

        An order paid before the activation earns under the newest revision, if that says so. One paid before a
        pause or the closing earns however late it is told: both are revisions without rates.
        """
        if self.activated_at is None:
            return None
        if paid_at < self.activated_at:
            return self.current if self.current.config.earns_history else None
        in_force = [revision for revision in self.revisions if revision.valid_from <= paid_at]
        return in_force[-1] if in_force else None

    def rate_by_id(self, rate_id: int) -> StoredRate:
        """Return the rate that a row of the ledger names."""
        return next(
            rate
            for revision in self.revisions
            for rate in revision.rates
            if rate.rate_id == rate_id
        )


def program_rules(slug: str = DEFAULT_SLUG) -> ProgramRules | None:
    """Return the program, or None on an installation that has none yet; three queries."""
    program = LoyaltyProgram.objects.filter(slug=slug).first()
    return None if program is None else rules_of(program)


def programs_listed() -> list[ProgramRules]:
    """Return every program, the oldest first; three queries whatever their number."""
    return _rules_of_all(LoyaltyProgram.objects.order_by("pk"))


def programs_known() -> list[ProgramRules]:
    """Return the programs that shoppers may have points of, all but drafts, the oldest first; three queries."""
    known = LoyaltyProgram.objects.exclude(status=ProgramStatus.DRAFT)
    return _rules_of_all(known.order_by("pk"))


def rules_of(program: LoyaltyProgram) -> ProgramRules:
    """Return the policies and rates of a stored program; two queries."""
    return _rules(program, _revisions().filter(program=program))


def _rules_of_all(programs: QuerySet[LoyaltyProgram]) -> list[ProgramRules]:
    read = programs.prefetch_related(Prefetch("revisions", queryset=_revisions()))
    return [_rules(program, program.revisions.all()) for program in read]


def _revisions() -> QuerySet[ProgramRevision]:
    channels = Prefetch("channels", queryset=ProgramChannel.objects.order_by("pk"))
    return ProgramRevision.objects.order_by("number").prefetch_related(channels)


def _rules(program: LoyaltyProgram, revisions: Iterable[ProgramRevision]) -> ProgramRules:
    return ProgramRules(
        program_id=program.pk,
        slug=program.slug,
        status=ProgramStatus(program.status),
        zone=ZoneInfo(program.time_zone),
        activated_at=program.activated_at,
        revisions=tuple(_revision(revision) for revision in revisions),
    )


def _revision(revision: ProgramRevision) -> RevisionRules:
    return RevisionRules(
        revision_id=revision.pk,
        number=revision.number,
        valid_from=revision.valid_from,
        config=config_decoded(revision.config),
        rates=tuple(_rate(channel) for channel in revision.channels.all()),
    )


def _rate(row: ProgramChannel) -> StoredRate:
    return StoredRate(
        rate_id=row.pk,
        channel=row.channel,
        currency=row.currency,
        earn_points=row.earn_points,
        earn_per_minor=row.earn_per_minor,
        redeem_points=row.redeem_points,
        redeem_minor=row.redeem_minor,
        redeem_points_min=row.redeem_points_min,
        redeem_points_block=row.redeem_points_block,
        redeem_percent_max=row.redeem_percent_max,
        basis_is_gross=row.basis_is_gross,
        basis_has_shipping=row.basis_has_shipping,
        basis_has_discounts=row.basis_has_discounts,
        basis_has_points_paid=row.basis_has_points_paid,
        basis_has_gift_cards=row.basis_has_gift_cards,
    )
