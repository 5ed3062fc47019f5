"""Loads the demo shop the way every host tells its facts, so that what it shows is what the CRM does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.automation.services import automations_run
from saleor_crm_plugin.conf import current
from saleor_crm_plugin.facts import Fact
from saleor_crm_plugin.hosts.standalone.demo.program import program_opened
from saleor_crm_plugin.hosts.standalone.demo.referrals import first_friend, recommended, traced
from saleor_crm_plugin.hosts.standalone.demo.rewards import coupons_taken, rewards_offered
from saleor_crm_plugin.hosts.standalone.demo.shop import DemoFacts, demo_facts
from saleor_crm_plugin.hosts.standalone.demo.staff import staff_worked, topics_worded
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.loyalty.services import referrals_advance, tiers_advance
from saleor_crm_plugin.profiles.queries.search import profile_ids_of_customers
from saleor_crm_plugin.segments.services import rfm_recompute

_FACTS_PER_BATCH = 500
_GENERATED_PERCENT = 5
_LOADED_PERCENT = 95

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What was loaded; `failed` facts wait in the inbox to be tried again."""

    history: int
    today: int
    failed: int


def demo_load(*, shoppers: int, seed: int, at: datetime, progress: Progress) -> DemoReport:
    """
    Load a shop of that many shoppers: two years of history up to `at`, and a handful of people today.

    The points program has tiers, a campaign, rewards and referrals, is active and counts the history; staff have written notes and
    have something to decide. Nothing of the past sends mail; who registers and buys today gets a welcome and thanks as soon as
    the workers run. `progress` is told the percentage.
    """
    host = current().host_name
    facts = traced(demo_facts(shoppers=shoppers, seed=seed, at=at, host=host))
    progress(_GENERATED_PERCENT)
    program_opened(at=at)
    loaded = _Loaded(count=len(facts.history), at=at, progress=progress)
    split = first_friend(facts)
    loaded.tell(facts.history[:split])
    loaded.tell(recommended(facts, facts.history[split:], host=host, at=at))
    failed = loaded.failed + _regulars_served(facts, host=host, at=at)
    _tiers_and_referrals(at)
    rfm_recompute(at=at)
    failed += _tell(facts.today, at, is_live=True)
    progress(100)
    return DemoReport(history=len(facts.history), today=len(facts.today), failed=failed)


class _Loaded:
    """How far the history is told, and how much of it could not be applied."""

    def __init__(self, *, count: int, at: datetime, progress: Progress) -> None:
        self.failed = 0
        self._told = 0
        self._count, self._at, self._progress = count, at, progress

    def tell(self, facts: Sequence[Fact]) -> None:
        """Tell a part of the history, in batches."""
        for start in range(0, len(facts), _FACTS_PER_BATCH):
            batch = facts[start : start + _FACTS_PER_BATCH]
            self.failed += _tell(batch, self._at, is_live=False)
            self._told += len(batch)
            share = (_LOADED_PERCENT - _GENERATED_PERCENT) * self._told
            self._progress(_GENERATED_PERCENT + share // self._count)


def _regulars_served(facts: DemoFacts, *, host: str, at: datetime) -> int:
    """Let regulars take coupons and staff look after them; return how many facts could not be applied."""
    found = profile_ids_of_customers(host=host, external_ids=[one.id for one in facts.regulars])
    regulars = {one: found[one.id] for one in facts.regulars if one.id in found}
    rewards_offered(at=at)
    orders = coupons_taken(regulars=regulars, history=facts.history, at=at)
    topics_worded(at=at)
    staff_worked(profile_ids=list(regulars.values()), at=at)
    failed = _tell(orders, at, is_live=False)
    # It happened before today, and is answered by nothing.
    automations_run(at=at, limit_rows=_FACTS_PER_BATCH, event_age_days_max=0)
    return failed


def _tiers_and_referrals(at: datetime) -> None:
    """Bring up to now what a worker looks at every few minutes."""
    for advance in (tiers_advance, referrals_advance):
        while advance(at=at, limit_rows=_FACTS_PER_BATCH):
            pass


def _tell(facts: Sequence[Fact], at: datetime, *, is_live: bool) -> int:
    """Return how many facts could not be applied."""
    facts_accept(facts=facts, is_live=is_live, at=at)
    failed = 0
    while True:
        report = inbox_drain(source=None, at=at, limit_rows=_FACTS_PER_BATCH)
        failed += report.retried + report.dead
        if report.claimed == 0:
            return failed
