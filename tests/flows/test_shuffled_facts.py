"""Whatever the order in which snapshots arrive, the tables end the same."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.facts import Kind, OrderStatus, Reference, Refund, RefundKind
from saleor_crm_plugin.ingest.models import InboxItem
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.ingest.services.reconcile import reconcile
from saleor_crm_plugin.loyalty.queries import ledger_drift, points_summaries
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig
from saleor_crm_plugin.loyalty.services import program_activate
from saleor_crm_plugin.orders.models import Order, OrderLine, PurchaseTotals
from saleor_crm_plugin.profiles.models import Identifier, Profile, TimelineEvent
from tests.factories import HOST, NOON, make_customer, make_line, make_order, money

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning"),
]


class _Shop:
    """A host that holds the last snapshot of each object."""

    host = HOST

    def __init__(self, facts) -> None:
        self.facts = {}
        for fact in facts:
            self.facts[fact.reference] = fact

    def read(self, references):
        return {reference: self.facts.get(reference) for reference in references}

    def changed(self, kind, since):
        found = [fact for ref, fact in self.facts.items() if ref.kind is kind]
        yield from sorted(
            (fact for fact in found if since is None or fact.version_at >= since),
            key=lambda fact: fact.version_at,
        )


def _order_history(order_id: int, customer: int, total: int, states: list[str]):
    """The snapshots that one order goes through: its money only ever moves forward."""
    history, refunds, status = [], [], OrderStatus.UNFULFILLED
    is_paid = False
    for minute, state in enumerate(["created", *states]):
        if state == "paid":
            is_paid = True
        elif state == "fulfilled" and status is not OrderStatus.CANCELED:
            status = OrderStatus.FULFILLED
        elif state == "canceled":
            status = OrderStatus.CANCELED
        elif state == "refunded" and is_paid:
            refunds.append(
                Refund(
                    id=f"r{minute}",
                    kind=RefundKind.PAID,
                    amount=money(total // 4),
                    refunded_at=NOON + timedelta(minutes=minute),
                )
            )
        is_guest = customer % 2 == 0
        history.append(
            make_order(
                str(order_id),
                minutes=minute,
                total=total,
                placed_at=NOON + timedelta(hours=order_id),
                customer=None if is_guest else Reference(HOST, Kind.CUSTOMER, str(customer)),
                email=f"shopper{customer}@example.com",
                is_fully_paid=is_paid,
                fully_paid_at=NOON if is_paid else None,
                charged=money(total if is_paid else 0),
                status=status,
                refunds=tuple(refunds),
                lines=(make_line("1", total), make_line("2", 0)),
            )
        )
    return history


histories = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.integers(4, 400),
        st.lists(st.sampled_from(["paid", "fulfilled", "refunded", "canceled"]), max_size=4),
    ),
    min_size=1,
    max_size=5,
).map(
    lambda orders: (
        [
            snapshot
            for order_id, (customer, total, states) in enumerate(orders)
            for snapshot in _order_history(order_id, customer, total, states)
        ]
        + [
            make_customer(str(customer), minutes=minute, first_name=f"N{minute}")
            for customer in (1, 3)
            for minute in range(2)
        ]
    )
)


@st.composite
def arrivals(draw):
    """A history, and the same shuffled, partly doubled, partly lost."""
    plain = draw(histories)
    told = draw(st.permutations(plain))
    doubled = draw(st.lists(st.sampled_from(plain), max_size=5))
    lost = draw(st.sets(st.integers(0, len(told) - 1), max_size=len(told) // 2))
    kept = [fact for index, fact in enumerate(told) if index not in lost]
    cuts = draw(st.lists(st.integers(0, len(kept) + len(doubled)), max_size=4))
    return plain, kept + doubled, sorted(set(cuts))


def _drain() -> None:
    while inbox_drain(source=None, at=NOON, limit_rows=7).claimed:
        pass


def _tell(facts, cuts=()) -> None:
    edges = [0, *cuts, len(facts)]
    for start, end in pairwise(edges):
        facts_accept(facts=facts[start:end], is_live=True, at=NOON)
        _drain()


# What only an intermediate state tells: nobody who missed that state can know it.
_PASSING = ["profile_merged", "order_fulfilled", "points_earned", "points_clawed_back"]


def _tables():
    names = {}
    for row in Identifier.objects.order_by("kind", "source", "value"):
        names.setdefault(row.profile_id, []).append((row.kind, row.value))
    name = {key: tuple(value) for key, value in names.items()}
    return {
        "profiles": sorted(
            (name[p.pk], p.first_name, p.email, p.is_registered)
            for p in Profile.objects.filter(state="active")
        ),
        "orders": sorted(
            (
                o.external_id,
                name[o.profile_id],
                o.status,
                o.revenue_minor,
                o.refunded_minor,
                o.fingerprint,
            )
            for o in Order.objects.all()
        ),
        "lines": sorted(
            OrderLine.objects.values_list("order__external_id", "external_id", "total_gross_minor")
        ),
        "totals": sorted(
            (name[t.profile_id], t.currency, t.orders_count, t.revenue_minor, t.last_ordered_at)
            for t in PurchaseTotals.objects.all()
        ),
        "timeline": sorted(
            (name[e.profile_id], e.type, e.key)
            for e in TimelineEvent.objects.exclude(type__in=_PASSING)
        ),
        "points": sorted(
            (name[p], summary.available, summary.pending, summary.debt)
            for p, summary in points_summaries(profile_ids=names.keys(), at=NOON).items()
        ),
        "drift": ledger_drift(at=NOON),
    }


def _outcome(act):
    with transaction.atomic():
        act()
        tables = _tables()
        transaction.set_rollback(True)
    return tables


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(arrivals())
def test_shuffled_doubled_and_lost_snapshots_end_in_the_same_tables_after_a_sweep(arrival) -> None:
    plain, told, cuts = arrival
    config = ProgramConfig(hold_days=0, lifetime_months=None)
    program_activate(at=NOON - timedelta(days=1), config=config)

    def _shuffled() -> None:
        _tell(told, [cut for cut in cuts if cut < len(told)])
        reconcile(source=_Shop(plain), clock=lambda: NOON, overlap_seconds=0)
        _drain()
        assert not InboxItem.objects.filter(state="dead").exists()

    assert _outcome(lambda: _tell(plain)) == _outcome(_shuffled)
