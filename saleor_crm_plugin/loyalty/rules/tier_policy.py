"""How tiers are reached and kept: the policies of one revision; values only, no decision about a shopper."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

POINTS = "points"
JsonScalar = str | int | bool | None
EVERYBODYS_PERCENT = 100
_EARN_PERCENT_MAX = 10_000


class TierMetric(StrEnum):
    """What counts: points earned by orders, or money spent in one currency."""

    POINTS = "points"
    SPEND = "spend"


class TierWindow(StrEnum):
    """Over which time it counts."""

    CALENDAR_YEAR = "calendar_year"
    ANNIVERSARY = "anniversary"
    ROLLING_DAYS = "rolling_days"
    ROLLING_MONTHS = "rolling_months"
    LIFETIME = "lifetime"


class TierDowngrade(StrEnum):
    """`FULL`: down to the tier that the metric supports. `ONE_STEP`: one rank for each window that passes."""

    FULL = "full"
    ONE_STEP = "one_step"


class TierRefunds(StrEnum):
    """When a refund can cost a tier: at once, or when the tier is looked at again."""

    AT_ONCE = "at_once"
    AT_EVALUATION = "at_evaluation"


ROLLING = frozenset({TierWindow.ROLLING_DAYS, TierWindow.ROLLING_MONTHS})
YEARLY = frozenset({TierWindow.CALENDAR_YEAR, TierWindow.ANNIVERSARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class TierConfig:
    """
    The policies of one revision; immutable once stored.

    A tier reached within a year (of the calendar, or since the shopper's first purchase) is kept to the end of the next
    such year with `keeps_next_year`, else to the end of that year; within a rolling window of `window_length` days
    or months it is kept as long as it is met. What lapses is kept `grace_days` longer. `currency` is that of spending.
    """

    metric: TierMetric = TierMetric.POINTS
    currency: str = ""
    window: TierWindow = TierWindow.CALENDAR_YEAR
    window_length: int | None = None
    keeps_next_year: bool = True
    downgrade: TierDowngrade = TierDowngrade.FULL
    grace_days: int = 0
    refunds: TierRefunds = TierRefunds.AT_ONCE

    def __post_init__(self) -> None:
        if (self.window in ROLLING) != (self.window_length is not None):
            raise ValueError("a rolling window, and no other, has a length")
        if self.window_length is not None and self.window_length < 1:
            raise ValueError("a rolling window lasts at least a day")
        if (self.metric is TierMetric.SPEND) != bool(self.currency):
            raise ValueError("spending, and nothing else, is counted in a currency")
        if self.grace_days < 0:
            raise ValueError("a number of days cannot be negative")

    @property
    def measure(self) -> str:
        """Return what changes must be of to count: points, or a currency."""
        return self.currency or POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRule:
    """One tier: reached at `threshold`; its holders earn `earn_percent` of what everybody earns."""

    slug: str
    threshold: int
    name: str = ""
    earn_percent: int = 100
    benefits: str = ""

    def __post_init__(self) -> None:
        if not self.slug or self.threshold < 0:
            raise ValueError("a tier has a slug and a threshold of 0 or more")
        if not EVERYBODYS_PERCENT <= self.earn_percent <= _EARN_PERCENT_MAX:
            raise ValueError(f"a tier earns 100 to 10000 percent, got {self.earn_percent}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLadder:
    """The tiers of one revision, lowest threshold first, with the policies in force from `valid_from` on."""

    valid_from: datetime
    config: TierConfig
    tiers: tuple[TierRule, ...]

    def __post_init__(self) -> None:
        thresholds = [tier.threshold for tier in self.tiers]
        if thresholds != sorted(set(thresholds)):
            raise ValueError("every tier needs more than the one below it")
        if len({tier.slug for tier in self.tiers}) != len(self.tiers):
            raise ValueError("every tier has a slug of its own")

    def rank_of(self, slug: str) -> int | None:
        """Return where the tier stands, 0 for the lowest, or None if the revision has no such tier."""
        ranks = {tier.slug: rank for rank, tier in enumerate(self.tiers)}
        return ranks.get(slug)

    def supported_rank(self, metric: int) -> int:
        """Return the highest rank that `metric` reaches, -1 for none."""
        return bisect_right(self.tiers, metric, key=lambda tier: tier.threshold) - 1


def tier_config_encoded(config: TierConfig) -> dict[str, JsonScalar]:
    """Return `config` as JSON values."""
    return asdict(config)


def tier_config_decoded(stored: Mapping[str, JsonScalar]) -> TierConfig:
    """Return the policies that `tier_config_encoded` wrote; what an older version did not know has its default."""
    default = tier_config_encoded(TierConfig())
    words = default | {name: value for name, value in stored.items() if name in default}
    length = words["window_length"]
    return TierConfig(
        metric=TierMetric(str(words["metric"])),
        currency=str(words["currency"]),
        window=TierWindow(str(words["window"])),
        window_length=None if length is None else int(length),
        keeps_next_year=bool(words["keeps_next_year"]),
        downgrade=TierDowngrade(str(words["downgrade"])),
        grace_days=int(words["grace_days"] or 0),
        refunds=TierRefunds(str(words["refunds"])),
    )
