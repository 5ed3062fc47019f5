"""
What became of a referral: a pure function of its claim, the friend's orders, the signals, staff's word and the clock.

No earlier answer goes in, so facts that come late, twice or out of order end in the same state.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from saleor_crm_plugin.loyalty.rules.fraud import Signal, verdict_of

_DAY = timedelta(days=1)


class ReferralState(StrEnum):
    """Where a referral is; a code that nobody claimed is no referral yet."""

    CLAIMED = "claimed"
    PENDING = "pending"
    REVIEW = "review"
    REWARDED = "rewarded"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REVERSED = "reversed"


class ReferralReason(StrEnum):
    """Why a referral is rejected, beside the signals' own words, or was ended."""

    SAME_PERSON = "same_person"
    ALREADY_REFERRED = "already_referred"
    MONTHLY_LIMIT = "monthly_limit"
    STAFF = "staff"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralConfig:
    """
    The terms of one revision; a referral keeps those it was claimed under.

    The friend's first paid order of at least the minimum in its currency (minor units; other currencies do not count) qualifies,
    if it is paid within `claim_days`. After `hold_days` both get their points, unless refunds took it below the
    minimum. At most `monthly_max` referrals of an advocate count in a month (None: any number). `reverses` says
    whether a full refund later takes the points back. More than `daily_max` claims in 24 hours are looked at by staff.
    """

    is_active: bool = True
    advocate_points: int = 500
    friend_points: int = 250
    minimums: tuple[tuple[str, int], ...] = (("EUR", 2500),)
    hold_days: int = 14
    claim_days: int = 180
    monthly_max: int | None = 10
    daily_max: int = 5
    reverses: bool = True

    def __post_init__(self) -> None:
        if min(self.advocate_points, self.friend_points, self.hold_days) < 0:
            raise ValueError("points and days cannot be negative")
        if self.claim_days < 1 or self.daily_max < 1:
            raise ValueError("a claim lasts at least a day, and one a day is no crowd")
        if self.monthly_max is not None and self.monthly_max < 1:
            raise ValueError("at least one referral a month must count")
        if len(dict(self.minimums)) != len(self.minimums):
            raise ValueError("each currency has one minimum")
        if any(minor < 0 for _, minor in self.minimums):
            raise ValueError("a minimum cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendOrder:
    """A paid order of the friend: what it cost without what was paid in points, and what went back when."""

    order_id: int
    placed_at: datetime
    paid_at: datetime
    currency: str
    amount_minor: int
    refunds: tuple[tuple[datetime, int], ...] = ()

    def left_minor(self, at: datetime) -> int:
        """Return what the shop still had of it at `at`."""
        back = sum(minor for known_at, minor in self.refunds if known_at <= at)
        return max(self.amount_minor - back, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralCase:
    """
    Everything that decides one referral; `staff_approved` is None while nobody has decided.

    `was_rewarded` says that both had their points when somebody was erased; it counts for nothing else.
    """

    referral_id: int
    claimed_at: datetime
    config: ReferralConfig
    orders: tuple[FriendOrder, ...] = ()
    signals: frozenset[Signal] = frozenset()
    staff_approved: bool | None = None
    ended: ReferralReason | None = None
    was_rewarded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralOutcome:
    """The state and why; the order that qualified and when; when time may change it next (None: never)."""

    state: ReferralState
    reason: str = ""
    order_id: int | None = None
    qualified_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def is_rewarded(self) -> bool:
        """Return whether both sides have their points in this state."""
        return self.state is ReferralState.REWARDED


def referral_outcomes(
    cases: Sequence[ReferralCase], *, zone: ZoneInfo, at: datetime
) -> dict[int, ReferralOutcome]:
    """
    Return what became of every referral of one advocate, by id.

    Of the referrals that qualified in one month of the shop's calendar, the first ones count, by when their
    friends paid; a later one over the limit is rejected.
    """
    outcomes = {case.referral_id: referral_outcome(case, at=at) for case in cases}
    by_month: dict[tuple[int, int], list[ReferralCase]] = defaultdict(list)
    for case in cases:
        qualified_at = outcomes[case.referral_id].qualified_at
        if outcomes[case.referral_id].state in _COUNTING and qualified_at is not None:
            day = qualified_at.astimezone(zone)
            by_month[day.year, day.month].append(case)
    for month in by_month.values():
        for place, case in enumerate(sorted(month, key=lambda one: _place(one, outcomes))):
            if case.config.monthly_max is not None and place >= case.config.monthly_max:
                outcomes[case.referral_id] = replace(
                    outcomes[case.referral_id],
                    state=ReferralState.REJECTED,
                    reason=ReferralReason.MONTHLY_LIMIT.value,
                    due_at=None,
                )
    return outcomes


_COUNTING = frozenset({ReferralState.PENDING, ReferralState.REWARDED, ReferralState.REVERSED})


def _place(case: ReferralCase, outcomes: Mapping[int, ReferralOutcome]) -> tuple[datetime, int]:
    return outcomes[case.referral_id].qualified_at or case.claimed_at, case.referral_id


def referral_outcome(case: ReferralCase, *, at: datetime) -> ReferralOutcome:
    """Return what became of one referral by itself, without its advocate's limit."""
    bought = _bought(case, at)
    if case.ended is ReferralReason.ERASED:
        return bought if case.was_rewarded else _ended(ReferralState.CANCELLED, case.ended.value)
    if case.ended is not None:
        return _ended(ReferralState.REJECTED, case.ended.value)
    if signal := verdict_of(case.signals):
        return _ended(ReferralState.REJECTED, signal.value)
    if case.staff_approved is False:
        return _ended(ReferralState.REJECTED, ReferralReason.STAFF.value)
    if case.signals and case.staff_approved is None and bought.state in _OPEN:
        return replace(
            bought,
            state=ReferralState.REVIEW,
            reason=min(case.signals).value,
            due_at=bought.due_at if bought.state is ReferralState.CLAIMED else None,
        )
    return bought


_OPEN = frozenset({ReferralState.CLAIMED, ReferralState.PENDING, ReferralState.REWARDED})


def _bought(case: ReferralCase, at: datetime) -> ReferralOutcome:
    """Return the state by the friend's orders and the clock alone."""
    config, ends_at = case.config, case.claimed_at + _DAY * case.config.claim_days
    order = _qualifying(case, before=ends_at, at=at)
    if order is None:
        if at >= ends_at:
            return _ended(ReferralState.EXPIRED)
        return ReferralOutcome(state=ReferralState.CLAIMED, due_at=ends_at)
    found = ReferralOutcome(
        state=ReferralState.PENDING, order_id=order.order_id, qualified_at=order.paid_at
    )
    held_until = order.paid_at + _DAY * config.hold_days
    if order.left_minor(min(at, held_until)) < dict(config.minimums)[order.currency]:
        return replace(found, state=ReferralState.CANCELLED)
    if at < held_until:
        return replace(found, due_at=held_until)
    if config.reverses and order.left_minor(at) == 0 and order.amount_minor > 0:
        return replace(found, state=ReferralState.REVERSED)
    return replace(found, state=ReferralState.REWARDED)


def _qualifying(case: ReferralCase, *, before: datetime, at: datetime) -> FriendOrder | None:
    minimums = dict(case.config.minimums)
    fitting = [
        order
        for order in case.orders
        if order.currency in minimums
        and order.amount_minor >= minimums[order.currency]
        and case.claimed_at <= order.placed_at
        and order.paid_at < before
        and order.paid_at <= at
    ]
    return min(fitting, key=lambda order: (order.paid_at, order.order_id), default=None)


def _ended(state: ReferralState, reason: str = "") -> ReferralOutcome:
    return ReferralOutcome(state=state, reason=reason)


def is_crowded(claimed_at: datetime, others: Iterable[datetime], *, config: ReferralConfig) -> bool:
    """Return whether a claim came when its advocate had as many in the 24 hours before as are no crowd."""
    earlier = [other for other in others if claimed_at - _DAY < other < claimed_at]
    return len(earlier) >= config.daily_max


def referral_config_encoded(config: ReferralConfig) -> dict[str, object]:
    """Return `config` as JSON values."""
    return asdict(config) | {"minimums": [list(minimum) for minimum in config.minimums]}


def referral_config_decoded(stored: Mapping[str, object]) -> ReferralConfig:
    """Return the terms that `referral_config_encoded` wrote; what an older version did not know has its default."""
    known = {name: value for name, value in stored.items() if name in _FIELDS}
    pairs = known.pop("minimums", ReferralConfig().minimums)
    minimums = tuple((str(currency), int(minor)) for currency, minor in pairs)  # type: ignore[attr-defined]  # the values were a ReferralConfig once
    return ReferralConfig(**known, minimums=minimums)  # type: ignore[arg-type]  # as above


_FIELDS = frozenset(ReferralConfig.__dataclass_fields__)
