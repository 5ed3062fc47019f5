"""
Which tier a shopper has at every moment: a pure function of what he earned and when that was known.

No clock and no earlier answer goes in, so the result is the same whenever and however often it is worked out.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from saleor_crm_plugin.loyalty.rules.tier_policy import (
    ROLLING,
    YEARLY,
    TierLadder,
    TierRefunds,
)
from saleor_crm_plugin.loyalty.rules.tier_windows import (
    Change,
    Claim,
    Knowledge,
    evaluation_after,
    left_at,
    years_of,
)

NO_TIER = ""


class StayReason(StrEnum):
    """Why a stay in a tier began."""

    REACHED = "reached"
    LAPSED = "lapsed"
    REFUNDED = "refunded"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class Stay:
    """
    A tier from `from_at` until before `until_at` (None: for ever, if nothing else happens).

    `slug` is `NO_TIER` after a tier was lost where every tier must be earned.
    """

    slug: str
    from_at: datetime
    until_at: datetime | None
    reason: StayReason


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProgress:
    """
    How far a shopper is: the metric of the window, the tier he has and until when, and the next one.

    `missing` is what the next tier still asks for, until before `deadline_at` (None: no particular day);
    both are None at the top. `missing_to_keep` is what the present tier asks for to be kept longer, 0 if it is met.
    """

    metric: int
    slug: str | None
    kept_until: datetime | None
    missing_to_keep: int
    next_slug: str | None
    missing: int | None
    deadline_at: datetime | None


def tier_stays(
    *, ladders: Sequence[TierLadder], changes: Iterable[Change], zone: ZoneInfo
) -> tuple[Stay, ...]:
    """
    Return every stay of a shopper, oldest first, including those ahead if nothing else happens.

    `ladders` are the program's revisions, oldest first. A tier promised under an older revision is kept as long as
    it promised, if the revision in force still has it.
    """
    told = sorted(changes, key=lambda one: (one.known_at, one.earned_at, one.amount))
    return _stays_of(ladders, told, zone) if ladders and told else ()


def tier_metric(
    *, ladder: TierLadder, changes: Iterable[Change], zone: ZoneInfo, at: datetime
) -> int:
    """Return what counts at `at`: the sum of the window that holds it, as far as it was known."""
    config = ladder.config
    known = [one for one in changes if one.known_at <= at and one.measure == config.measure]
    if not known:
        return 0
    if config.window in ROLLING:
        known = [one for one in known if left_at(one.earned_at, config=config, zone=zone) > at]
    elif config.window in YEARLY:
        first = min(change.earned_at for change in known)
        years = years_of(config, first_earned_at=first, zone=zone)
        number = years.number_of(at)
        known = [change for change in known if years.number_of(change.earned_at) == number]
    return sum(change.amount for change in known)


def tier_progress(
    *,
    ladders: Sequence[TierLadder],
    changes: Sequence[Change],
    zone: ZoneInfo,
    at: datetime,
) -> TierProgress:
    """Return how far the shopper is at `at`, under the last of `ladders`; there must be one."""
    ladder = ladders[-1]
    metric = tier_metric(ladder=ladder, changes=changes, zone=zone, at=at)
    stay = stay_at(tier_stays(ladders=ladders, changes=changes, zone=zone), at)
    held = ladder.rank_of(stay.slug) if stay else None
    rank = -1 if held is None else held
    if held is None and ladder.tiers and ladder.tiers[0].threshold == 0:
        rank = 0
    following = ladder.tiers[rank + 1] if rank + 1 < len(ladder.tiers) else None
    return TierProgress(
        metric=metric,
        slug=ladder.tiers[rank].slug if rank >= 0 else None,
        kept_until=stay.until_at if stay and held is not None else None,
        missing_to_keep=max(ladder.tiers[rank].threshold - metric, 0) if rank >= 0 else 0,
        next_slug=following.slug if following else None,
        missing=max(following.threshold - metric, 0) if following else None,
        deadline_at=_window_end(ladder, changes, zone, at) if following else None,
    )


def stay_at(stays: Sequence[Stay], at: datetime) -> Stay | None:
    """Return the stay that holds `at`, or None before the first."""
    index = bisect_right(stays, at, key=lambda stay: stay.from_at) - 1
    return stays[index] if index >= 0 else None


def _window_end(
    ladder: TierLadder, changes: Sequence[Change], zone: ZoneInfo, at: datetime
) -> datetime | None:
    if ladder.config.window not in YEARLY:
        return None
    first = min((change.earned_at for change in changes), default=at)
    years = years_of(ladder.config, first_earned_at=min(first, at), zone=zone)
    return years.start(years.number_of(at) + 1)


def _stays_of(
    ladders: Sequence[TierLadder], changes: list[Change], zone: ZoneInfo
) -> tuple[Stay, ...]:
    books = [_Book(ladders, index, changes, zone) for index in range(len(ladders))]
    instants = sorted({instant for book in books for instant in book.instants(changes)})
    reasons = _Reasons(ladders, changes)
    stays: list[Stay] = []
    for since, until in zip(instants, [*instants[1:], None], strict=True):
        claims = [claim for book in books for claim in book.claims_at(since)]
        in_force = [ladder for ladder in ladders if ladder.valid_from <= since][-1]
        for from_at, slug in _held(claims, in_force, since, until):
            _append(stays, from_at, slug, in_force, reasons)
    return tuple(stays)


class _Book:
    """What one revision promises, as knowledge grows."""

    def __init__(
        self, ladders: Sequence[TierLadder], index: int, changes: list[Change], zone: ZoneInfo
    ) -> None:
        self._ladder = ladders[index]
        self._ended_at = ladders[index + 1].valid_from if index + 1 < len(ladders) else None
        self._zone = zone
        first = min(change.earned_at for change in changes)
        self._years = years_of(self._ladder.config, first_earned_at=first, zone=zone)
        self._knowledge = Knowledge(ladder=self._ladder, years=self._years, zone=zone)
        self._waiting = [change for change in changes if self._counts(change)][::-1]
        self._earlier: list[Claim] = []
        self._look_due_at: datetime | None = None

    def instants(self, changes: Sequence[Change]) -> Iterator[datetime]:
        """Yield when what is promised may change for other reasons than time that was promised."""
        yield self._ladder.valid_from
        for change in changes:
            moments = [change.known_at]
            if self._waits and (after := self._evaluation_after(change.known_at)):
                moments.append(after)
            yield from (one for one in moments if one > self._ladder.valid_from)

    def claims_at(self, since: datetime) -> list[Claim]:
        """Return what is promised at `since`, which never goes back from call to call."""
        if since < self._ladder.valid_from:
            return []
        while self._waiting and self._waiting[-1].known_at <= since:
            self._knowledge.add(self._waiting.pop())
        if not self._waits or self._is_new_look(since):
            self._earlier = []
        self._earlier += self._knowledge.claims(since=since)
        return self._earlier

    @property
    def _waits(self) -> bool:
        return self._ladder.config.refunds is TierRefunds.AT_EVALUATION

    def _counts(self, change: Change) -> bool:
        return self._ended_at is None or change.earned_at < self._ended_at

    def _is_new_look(self, since: datetime) -> bool:
        """Return whether tiers are looked at anew, so that what was known earlier protects no longer."""
        due, self._look_due_at = self._look_due_at, self._evaluation_after(since)
        return due is not None and since >= due

    def _evaluation_after(self, instant: datetime) -> datetime | None:
        return evaluation_after(
            instant, config=self._ladder.config, years=self._years, zone=self._zone
        )


class _Reasons:
    """Why tiers change at an instant."""

    def __init__(self, ladders: Sequence[TierLadder], changes: Sequence[Change]) -> None:
        self._revised = {ladder.valid_from for ladder in ladders[1:]}
        self._refunded = {change.known_at for change in changes if change.amount < 0}

    def of_move(self, instant: datetime, *, is_up: bool) -> StayReason:
        """Return why a shopper moved at `instant`."""
        if instant in self._revised:
            return StayReason.REVISED
        if is_up:
            return StayReason.REACHED
        return StayReason.REFUNDED if instant in self._refunded else StayReason.LAPSED


def _held(
    claims: Sequence[Claim], ladder: TierLadder, since: datetime, until: datetime | None
) -> Iterator[tuple[datetime, str]]:
    """Yield the tier held from `since` on, and each one after it before `until`."""
    ranks = {tier.slug: rank for rank, tier in enumerate(ladder.tiers)}
    moves: dict[datetime, list[tuple[int, int]]] = defaultdict(list)
    for claim in claims:
        rank = ranks.get(claim.slug)
        if rank is None or (claim.until_at is not None and claim.until_at <= since):
            continue
        moves[max(claim.from_at, since)].append((rank, 1))
        if claim.until_at is not None:
            moves[claim.until_at].append((rank, -1))
    counts = [0] * len(ladder.tiers)
    for instant in sorted({since, *moves}):
        if until is not None and instant >= until:
            return
        for rank, step in moves[instant]:
            counts[rank] += step
        held = max((rank for rank, count in enumerate(counts) if count), default=None)
        yield instant, NO_TIER if held is None else ladder.tiers[held].slug


def _append(
    stays: list[Stay],
    from_at: datetime,
    slug: str,
    ladder: TierLadder,
    reasons: _Reasons,
) -> None:
    last = stays[-1] if stays else None
    if slug == (last.slug if last else NO_TIER):
        return
    if last is not None:
        stays[-1] = Stay(last.slug, last.from_at, from_at, last.reason)
    left = ladder.rank_of(last.slug) if last and last.slug else -1
    entered = ladder.rank_of(slug) if slug else -1
    is_up = left is not None and (entered or 0) > left
    stays.append(Stay(slug, from_at, None, reasons.of_move(from_at, is_up=is_up)))
