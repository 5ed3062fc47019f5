"""Loads the demo shop the way every host tells its facts, so that what it shows is what the CRM does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.facts import Fact
from saleor_crm_plugin.hosts.standalone.demo.shop import demo_facts
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate
from saleor_crm_plugin.loyalty.services import program_activate
from saleor_crm_plugin.segments.services import rfm_recompute

_FACTS_PER_BATCH = 500
_GENERATED_PERCENT = 5
_LOADED_PERCENT = 95
# One point per euro, per four zloty and per 35 Taiwan dollars.
_RATES = (
    Rate(currency="EUR", earn_points=1, earn_per_minor=100, redeem_points=100, redeem_minor=500),
    Rate(currency="PLN", earn_points=1, earn_per_minor=400, redeem_points=100, redeem_minor=2000),
    Rate(currency="TWD", earn_points=1, earn_per_minor=3500, redeem_points=100, redeem_minor=15000),
)

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

    The points program is active and counts the history. Nothing of the past sends mail; who registers
    and buys today gets a welcome and thanks as soon as the workers run. `progress` is told the percentage.
    """
    facts = demo_facts(shoppers=shoppers, seed=seed, at=at, host=current().host_name)
    progress(_GENERATED_PERCENT)
    program_activate(at=at, config=ProgramConfig(earns_history=True), rates=_RATES)
    failed = 0
    for start in range(0, len(facts.history), _FACTS_PER_BATCH):
        failed += _tell(facts.history[start : start + _FACTS_PER_BATCH], at, is_live=False)
        share = (_LOADED_PERCENT - _GENERATED_PERCENT) * (start + _FACTS_PER_BATCH)
        progress(min(_LOADED_PERCENT, _GENERATED_PERCENT + share // len(facts.history)))
    rfm_recompute(at=at)
    failed += _tell(facts.today, at, is_live=True)
    progress(100)
    return DemoReport(history=len(facts.history), today=len(facts.today), failed=failed)


def _tell(facts: Sequence[Fact], at: datetime, *, is_live: bool) -> int:
    """Return how many facts could not be applied."""
    facts_accept(facts=facts, is_live=is_live, at=at)
    failed = 0
    while True:
        report = inbox_drain(source=None, at=at, limit_rows=_FACTS_PER_BATCH)
        failed += report.retried + report.dead
        if report.claimed == 0:
            return failed
