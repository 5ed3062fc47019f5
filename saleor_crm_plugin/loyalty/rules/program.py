"""What a points program can be configured to do; values only, no decision about an account."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

PERCENT = 100


class Rounding(StrEnum):
    """How a fraction of a point is rounded, once per order."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEIL = "ceil"


class Stacking(StrEnum):
    """How factors of several earning rules combine: 2 and 3 make 4, 6, or 3."""

    ADDITIVE = "additive"
    MULTIPLICATIVE = "multiplicative"
    BEST = "best"


class Shortfall(StrEnum):
    """What happens to a claw-back that finds too few points: owed, or written off."""

    DEBT = "debt"
    CLAMP = "clamp"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramConfig:
    """
    The policies of one program revision; immutable once stored.

    `hold_days` is how long earned points are pending. Points live `lifetime_days` or `lifetime_months`
    from their activation (at most one of them), for ever without either. A lapsed lot gets
    `return_grace_days` more when redeemed points come back to it after a refund, and `cancel_grace_days`
    when the order was canceled. With `earns_history`, orders paid before the program was activated earn
    too; otherwise they never do. Guests never spend unless `guests_may_spend`. `stacking` says how the factors of
    earning rules combine. An order earns at most `order_points_max`, a shopper at most `day_points_max` a day and
    `month_points_max` a month of the program's calendar, refunds not counted back; without limit where None.
    A cart holds points for `reservation_minutes`. Points lapse when their owner neither bought nor spent for
    `inactivity_months`; never for that reason where None. One person adjusts at most `alone_points_max` points of a shopper
    a day alone (0: any number), the shop's own limit where None.
    """

    hold_days: int = 14
    lifetime_days: int | None = None
    lifetime_months: int | None = 24
    rounding: Rounding = Rounding.FLOOR
    shortfall: Shortfall = Shortfall.DEBT
    return_grace_days: int = 0
    cancel_grace_days: int = 30
    earns_history: bool = False
    guests_may_spend: bool = False
    stacking: Stacking = Stacking.ADDITIVE
    order_points_max: int | None = None
    day_points_max: int | None = None
    month_points_max: int | None = None
    reservation_minutes: int = 30
    inactivity_months: int | None = None
    alone_points_max: int | None = None

    def __post_init__(self) -> None:
        if self.lifetime_days is not None and self.lifetime_months is not None:
            raise ValueError("points live a number of days or of months, not both")
        lengths = (self.lifetime_days, self.lifetime_months, self.inactivity_months)
        if any(length is not None and length < 1 for length in lengths):
            raise ValueError("points must live at least a day, or a month without activity")
        if min(self.hold_days, self.return_grace_days, self.cancel_grace_days) < 0:
            raise ValueError("a number of days cannot be negative")
        caps = (self.order_points_max, self.day_points_max, self.month_points_max)
        if any(cap is not None and cap < 1 for cap in caps):
            raise ValueError("a limit of points is at least 1")
        if self.alone_points_max is not None and self.alone_points_max < 0:
            raise ValueError("a limit of one person is 0 for none, or more")
        if self.reservation_minutes < 1:
            raise ValueError("a cart holds points for at least a minute")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """
    What points cost and bring in one channel and currency; an empty name means any.

    Every `earn_per_minor` minor units of the basis earn `earn_points`; `redeem_points` are worth
    `redeem_minor`. A redemption is a multiple of `redeem_points_block`, at least `redeem_points_min`, and
    pays at most `redeem_percent_max` of the order. The basis is what the goods cost after discounts, net of tax, without
    shipping, without what points paid and without gift cards that are bought, unless the flags say otherwise.
    """

    channel: str = ""
    currency: str = ""
    earn_points: int = 1
    earn_per_minor: int = 100
    redeem_points: int = 100
    redeem_minor: int = 100
    redeem_points_min: int = 0
    redeem_points_block: int = 1
    redeem_percent_max: int = PERCENT
    basis_is_gross: bool = False
    basis_has_shipping: bool = False
    basis_has_discounts: bool = False
    basis_has_points_paid: bool = False
    basis_has_gift_cards: bool = False

    def __post_init__(self) -> None:
        positive = (
            self.earn_per_minor,
            self.redeem_points,
            self.redeem_minor,
            self.redeem_points_block,
        )
        if min(positive) < 1 or min(self.earn_points, self.redeem_points_min) < 0:
            raise ValueError("rates are positive whole numbers")
        if not 0 <= self.redeem_percent_max <= PERCENT:
            raise ValueError(f"a share is 0 to 100 percent, got {self.redeem_percent_max}")


_HALF = Fraction(1, 2)


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """Return `exact` points as whole points; halves go up with `HALF_UP`."""
    if rounding is Rounding.FLOOR:
        return floor(exact)
    return floor(exact + _HALF) if rounding is Rounding.HALF_UP else ceil(exact)


def config_encoded(config: ProgramConfig) -> dict[str, str | int | bool | None]:
    """Return `config` as JSON values."""
    return asdict(config)


def config_decoded(stored: dict[str, str | int | bool | None]) -> ProgramConfig:
    """Return the policies that `config_encoded` wrote; what an older version did not know has its default."""
    words = stored | {
        "rounding": Rounding(str(stored.get("rounding", Rounding.FLOOR))),
        "shortfall": Shortfall(str(stored.get("shortfall", Shortfall.DEBT))),
        "stacking": Stacking(str(stored.get("stacking", Stacking.ADDITIVE))),
    }
    return ProgramConfig(**words)  # type: ignore[arg-type]  # the values were a ProgramConfig once


def rate_matching(rates: Iterable[Rate], *, channel: str, currency: str) -> Rate | None:
    """
    Return the most specific of `rates` for an order, or None if none fits.

    The currency weighs more than the channel: (channel, currency), (any, currency), (channel, any), (any, any).
    """
    fitting = [
        rate for rate in rates if rate.channel in ("", channel) and rate.currency in ("", currency)
    ]
    return max(fitting, key=lambda rate: (rate.currency != "", rate.channel != ""), default=None)
