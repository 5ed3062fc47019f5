"""Several programs in one shop: what earns where, what is spent at which rate, and how a program ends."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, ProgramRevision
from saleor_crm_plugin.loyalty.queries import (
    award_of_order,
    entries_page,
    ledger_drift,
    points_quote,
    points_summary,
    program_rules,
    programs_known,
)
from saleor_crm_plugin.loyalty.queries.programs import programs_listed
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate
from saleor_crm_plugin.loyalty.services import (
    NoProgram,
    account_freeze,
    account_unfreeze,
    opening_post,
    opening_revert,
    points_adjust,
    points_redeem,
    program_activate,
    program_close,
    program_create,
    program_ensure,
    program_pause,
    program_revise,
)
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
    OPENED_AT,
    days_later,
    give,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger_stays_sound():
    """Every test ends with a ledger that contradicts itself nowhere."""
    yield
    assert ledger_drift(at=days_later(100)) == []


def open_club(*rates: Rate, config: ProgramConfig = AT_ONCE) -> None:
    """A second program beside the shop's own."""
    program_create(slug="club", at=OPENED_AT)
    program_activate(at=OPENED_AT, config=config, rates=rates or (Rate(),), program="club")


def in_club(profile, at=NOON) -> tuple[int, int, int]:
    summary = points_summary(profile_id=profile.pk, at=at, program="club")
    return (summary.available, summary.pending, summary.debt)


def test_a_fresh_installation_has_one_draft_that_pays_nothing() -> None:
    program_ensure(at=OPENED_AT)
    shopper = make_member()
    tell(sale(shopper, 10000))
    assert [(one.slug, one.status.value) for one in programs_listed()] == [("points", "draft")]
    assert programs_known() == []
    assert held(shopper) == (0, 0, 0)


def test_an_order_earns_in_every_program_that_has_a_rate_for_it() -> None:
    # given: the club counts EUR only, at three points for 1.00
    open_shop()
    open_club(Rate(currency="EUR", earn_points=3))
    shopper = make_member()

    # when
    euro, zloty = sale(shopper, 10000), sale(shopper, 4000, currency="PLN")
    tell(euro, zloty)

    # then
    assert (held(shopper), in_club(shopper)) == ((140, 0, 0), (300, 0, 0))
    assert award_of_order(euro.order_id).points == 100
    assert award_of_order(euro.order_id, program="club").points == 300
    assert award_of_order(zloty.order_id, program="club") is None

    # and a refund takes its share in both, once
    part = refunded(euro, 5000)
    tell(part)
    tell(part)
    assert (held(shopper), in_club(shopper)) == ((90, 0, 0), (150, 0, 0))
    assert LoyaltyEntry.objects.count() == 5


def test_case_30_points_earned_in_one_currency_are_spent_in_another() -> None:
    open_shop(
        AT_ONCE,
        Rate(currency="PLN", earn_per_minor=400),
        Rate(currency="JPY", earn_per_minor=100, redeem_points=100, redeem_minor=1),
    )
    shopper = make_member()
    tell(sale(shopper, 240000, currency="PLN"))
    assert held(shopper) == (600, 0, 0)
    quote = points_quote(
        profile_id=shopper.pk,
        asked=550,
        order_minor=10000,
        channel="default-channel",
        currency="JPY",
        at=NOON,
    )
    assert (quote.points, quote.amount_minor) == (500, 5)


def test_points_of_one_program_are_not_those_of_another() -> None:
    # given
    open_shop()
    open_club()
    shopper = make_member()
    give(shopper, 100)
    words = {"profile_id": shopper.pk, "actor": "test", "at": NOON, "program": "club"}
    opening_post(points=50, cause="a", **words)
    points_adjust(points=30, cause="a", reason="sorry", **words)

    # when
    points_redeem(points=60, cause="a", reason="", **words)

    # then
    assert (held(shopper), in_club(shopper)) == ((100, 0, 0), (20, 0, 0))
    page = entries_page(profile_id=shopper.pk, limit_rows=9, program="club")
    assert [one.points for one in page.entries] == [-60, 30, 50]
    freezing = {"profile_id": shopper.pk, "actor": "test", "reason": "checked", "at": NOON}
    assert account_freeze(program="club", **freezing) is True
    assert account_unfreeze(**freezing) is False
    spend(shopper, 10)
    assert account_unfreeze(program="club", **freezing) is True
    reverted = opening_revert(cause="a", **words)
    assert (reverted.taken, reverted.short) == (0, 50)
    assert (held(shopper), in_club(shopper)) == ((90, 0, 0), (20, 0, 0))


def test_a_program_that_is_not_there_or_a_draft_is_refused() -> None:
    open_shop()
    program_create(slug="club", at=OPENED_AT)
    shopper = make_member()
    for slug in ("club", "nothing"):
        with pytest.raises(NoProgram) as refusal:
            points_adjust(
                profile_id=shopper.pk,
                points=5,
                cause="a",
                actor="test",
                reason="",
                at=NOON,
                program=slug,
            )
        assert refusal.value.field == "program"
    assert LoyaltyEntry.objects.exists() is False


def test_during_a_pause_points_are_spent_and_new_policies_wait_for_its_end() -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 500)
    program_pause(at=NOON)

    # when
    program_revise(config=AT_ONCE, rates=[Rate(earn_points=2)], at=days_later(1))
    tell(sale(shopper, 10000, at=days_later(2)), at=days_later(2))

    # then
    assert held(shopper, days_later(2)) == (500, 0, 0)
    quote = points_quote(
        profile_id=shopper.pk,
        asked=300,
        order_minor=10000,
        channel="default-channel",
        currency="EUR",
        at=days_later(2),
    )
    assert (quote.points, quote.amount_minor) == (300, 300)
    program_activate(at=days_later(3))
    tell(sale(shopper, 10000, at=days_later(4)), at=days_later(4))
    assert held(shopper, days_later(4)) == (700, 0, 0)


def test_a_closed_program_pays_out_and_never_earns_again() -> None:
    # given
    open_shop()
    shopper = make_member()
    before, late = sale(shopper, 10000), sale(shopper, 5000)
    tell(before)

    # when
    program_close(at=days_later(1))
    program_close(at=days_later(2))

    # then: an order paid before the closing earns however late it is told, a later one never
    tell(late, sale(shopper, 10000, at=days_later(2)), at=days_later(3))
    assert held(shopper, days_later(3)) == (150, 0, 0)
    spend(shopper, 50, at=days_later(4))
    tell(refunded(before, 10000), at=days_later(5))
    assert held(shopper, days_later(5)) == (0, 0, 0)
    assert program_rules().status.value == "closed"
    assert [one.slug for one in programs_known()] == ["points"]


def test_a_closed_program_stays_closed_and_a_draft_cannot_be_closed() -> None:
    open_shop()
    program_create(slug="club", at=OPENED_AT)
    program_close(at=NOON)
    revisions = ProgramRevision.objects.count()
    for refused in (
        lambda: program_activate(at=NOON),
        lambda: program_revise(config=AT_ONCE, rates=[Rate()], at=NOON),
        lambda: program_close(at=NOON, program="club"),
    ):
        with pytest.raises(Invalid):
            refused()
    program_pause(at=NOON)
    assert program_rules().status.value == "closed"
    assert ProgramRevision.objects.count() == revisions


def test_programs_are_read_with_three_statements_whatever_their_number() -> None:
    open_shop()
    open_club()
    program_revise(config=replace(AT_ONCE, hold_days=3), rates=[Rate()], at=NOON, program="club")
    with CaptureQueriesContext(connection) as queries:
        assert [len(one.revisions) for one in programs_known()] == [2, 3]
    assert len(queries) == 3
