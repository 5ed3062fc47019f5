"""Operating the points ledger over GraphQL."""

import base64
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    PointsBatch,
)
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.services import (
    AccountFrozen,
    Cart,
    ledger_prove,
    points_reserve,
    program_activate,
    program_create,
    reservation_release,
)
from saleor_crm_plugin.loyalty.tasks import process_points_batches
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, post, refused, staff_token
from tests.points_shop import (
    AT_ONCE,
    days_later,
    give,
    held,
    make_member,
    open_shop,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


def test_staff_read_the_last_proof() -> None:
    # given
    open_shop()
    give(make_member(), 10)
    assert ask("CrmLedgerProof", staff_token("MANAGE_SETTINGS")) is None
    ledger_prove(at=NOON)
    assert ask("CrmLedgerProof", staff_token("MANAGE_SETTINGS"))["driftCount"] == 0
    account = LoyaltyAccount.objects.get()
    LoyaltyAccount.objects.update(balance_points=11)

    # when
    ledger_prove(at=NOON)

    # then
    proof = ask("CrmLedgerProof", staff_token("MANAGE_SETTINGS"))
    assert (proof["driftCount"], proof["entriesCount"]) == (2, 1)
    assert proof["findings"][0] == {
        "invariant": "I1 the balance is the sum of the entries",
        "row": account.pk,
        "expected": 10,
        "found": 11,
    }


def test_the_proof_needs_a_permission() -> None:
    assert refused(document("CrmLedgerProof"), staff_token("MANAGE_USERS")) == ["PermissionDenied"]


def file_of(*lines: str) -> str:
    return base64.b64encode("\n".join(["email,points", *lines]).encode()).decode()


def test_a_file_of_balances_is_read_given_and_taken_back() -> None:
    # given
    open_shop()
    shopper = make_member(email="one@example.com")
    token = staff_token("MANAGE_DISCOUNTS")
    content = file_of("one@example.com,500", "nobody@example.com,5")

    # when
    read = ask(
        "CrmPointsBatchCreate",
        token,
        input={
            "kind": "OPENING",
            "name": "legacy",
            "content": content,
            "rowsExpected": 2,
            "pointsExpected": 505,
        },
    )
    batch = read["batch"]
    assert read["errors"] == []
    assert (batch["state"], batch["rowsCount"], batch["refusedCount"], batch["pointsTotal"]) == (
        "PREVIEW",
        1,
        1,
        500,
    )
    assert LoyaltyEntry.objects.exists() is False
    assert ask("CrmPointsBatchApply", token, id=batch["id"])["batch"]["state"] == "QUEUED"
    early = ask("CrmPointsBatchRevert", token, id=batch["id"])
    assert [error["code"] for error in early["errors"]] == ["BATCH_NOT_READY"]
    process_points_batches()

    # then
    done = ask("CrmPointsBatch", token, id=batch["id"])
    assert (done["state"], done["percent"], done["postedPoints"]) == ("DONE", 100, 500)
    assert [edge["node"] for edge in done["rows"]["edges"]] == [
        {
            "line": 2,
            "profileId": id_encode("CrmProfile", shopper.pk),
            "points": 500,
            "state": "POSTED",
            "code": None,
        },
        {"line": 3, "profileId": None, "points": 5, "state": "REFUSED", "code": "UNKNOWN_PROFILE"},
    ]
    refused_rows = ask("CrmPointsBatch", token, id=batch["id"], states=["REFUSED"])["rows"]
    assert refused_rows["totalCount"] == 1
    entry = LoyaltyEntry.objects.get()
    assert (entry.kind, entry.points, entry.actor.split(":")[0]) == ("opening", 500, "token")
    ask("CrmPointsBatchRevert", token, id=batch["id"])
    process_points_batches()
    listed = ask("CrmPointsBatches", token)
    assert [edge["node"]["state"] for edge in listed["edges"]] == ["REVERTED"]
    assert [edge["node"]["revertedPoints"] for edge in listed["edges"]] == [500]


def test_profiles_of_a_list_get_the_same_points() -> None:
    # given
    open_shop()
    shoppers = [make_member(), make_member()]
    ids = [id_encode("CrmProfile", one.pk) for one in shoppers]
    token = staff_token("MANAGE_DISCOUNTS")

    # when
    order = {"kind": "GRANT", "name": "sorry", "reason": "late", "profileIds": ids, "points": 50}
    batch = ask("CrmPointsBatchCreate", token, input=order)["batch"]
    ask("CrmPointsBatchApply", token, id=batch["id"])
    process_points_batches()

    # then
    assert [held(one, timezone.now()) for one in shoppers] == [(50, 0, 0)] * 2
    assert [entry.points for entry in LoyaltyEntry.objects.all()] == [50, 50]
    assert {entry.reason for entry in LoyaltyEntry.objects.all()} == {"late"}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"content": "%%%"}, "INVALID", "content"),
        ({"content": file_of()}, "INVALID", "content"),
        ({"name": ""}, "INVALID", "name"),
        ({"content": None}, "INVALID", "content"),
        ({"profileIds": []}, "INVALID", "content"),
        ({"rowsExpected": 2}, "BATCH_TOTALS_DIFFER", None),
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(change, code, field) -> None:
    open_shop()
    order = {"kind": "GRANT", "name": "gift", "content": file_of("one@example.com,5")} | change
    answer = ask("CrmPointsBatchCreate", staff_token(), input=order)
    assert [(error["code"], error["field"]) for error in answer["errors"]] == [(code, field)]
    assert answer["batch"] is None
    assert PointsBatch.objects.exists() is False


def test_a_batch_that_does_not_exist_is_null_and_cannot_be_given() -> None:
    missing = id_encode("CrmPointsBatch", 7)
    assert ask("CrmPointsBatch", staff_token(), id=missing) is None
    answer = ask("CrmPointsBatchApply", staff_token(), id=missing)
    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]


def test_giving_to_many_needs_the_permission_to_give() -> None:
    token = staff_token("MANAGE_USERS", "MANAGE_SETTINGS")
    for name in ("CrmPointsBatchApply", "CrmPointsBatchRevert", "CrmPointsBatch"):
        assert refused(document(name), token, id="x") == ["PermissionDenied"]
    order = {"kind": "GRANT", "name": "gift", "content": ""}
    assert refused(document("CrmPointsBatchCreate"), token, input=order) == ["PermissionDenied"]
    assert refused(document("CrmPointsBatches"), token) == ["PermissionDenied"]


def test_a_balance_explains_itself_lot_by_lot_and_at_a_past_date() -> None:
    # given
    open_shop()
    shopper = make_member()
    order = sale(shopper, 10000)
    tell(order)
    give(shopper, 50, expires_at=days_later(9), at=days_later(1))
    spend(shopper, 70, at=days_later(2))
    profile_id = id_encode("CrmProfile", shopper.pk)
    token = staff_token("MANAGE_USERS")

    # when
    now = ask("CrmLoyaltyAccount", token, profileId=profile_id, at=days_later(3).isoformat())
    before = ask("CrmLoyaltyAccount", token, profileId=profile_id, at=days_later(1.5).isoformat())
    movements = ask("CrmLoyaltyEntries", token, profileId=profile_id)

    # then
    assert (now["available"], before["available"], before["expiring"][0]["points"]) == (80, 150, 50)
    (lot,) = [edge["node"] for edge in now["lots"]["edges"]]
    assert (lot["kind"], lot["points"], lot["remaining"]) == ("EARN", 100, 80)
    assert lot["orderReference"] == order.reference
    spent = movements["edges"][0]["node"]
    assert [(part["points"], part["lotKind"]) for part in spent["allocations"]] == [
        (-50, "OPENING"),
        (-20, "EARN"),
    ]
    assert [part["orderReference"] for part in spent["allocations"]] == [None, order.reference]
    assert spent["allocations"][1]["lotId"] == lot["id"]
    everything = ask("CrmLoyaltyAccount", token, profileId=profile_id, onlyOpen=False)
    assert everything["lots"]["totalCount"] == 2
    nobody = id_encode("CrmProfile", make_member().pk)
    assert ask("CrmLoyaltyAccount", token, profileId=nobody, at=NOON.isoformat()) is None


@pytest.mark.parametrize(
    ("where", "kinds"),
    [
        ({}, ["REDEEM", "OPENING", "EARN"]),
        ({"kinds": ["EARN", "REDEEM"]}, ["REDEEM", "EARN"]),
        ({"actor": "test"}, ["REDEEM", "OPENING"]),
        ({"effectiveAt": {"gte": days_later(1).isoformat()}}, ["REDEEM", "OPENING"]),
        ({"effectiveAt": {"lte": days_later(1).isoformat()}}, ["OPENING", "EARN"]),
    ],
)
def test_the_whole_ledger_is_searched(where, kinds) -> None:
    # given
    open_shop()
    shopper = make_member()
    order = sale(shopper, 10000)
    tell(order)
    give(make_member(), 50, at=days_later(1))
    spend(shopper, 70, at=days_later(2))

    # then
    found = ask("CrmLedger", staff_token("MANAGE_USERS"), where=where)
    assert [edge["node"]["kind"] for edge in found["edges"]] == kinds
    of_order = ask("CrmLedger", staff_token(), where={"orderReference": order.reference})
    assert [edge["node"]["profileId"] for edge in of_order["edges"]] == [
        id_encode("CrmProfile", shopper.pk)
    ]


@pytest.mark.parametrize("number", [2, 12])
def test_lists_of_movements_cost_the_same_queries_whatever_their_number(number) -> None:
    open_shop()
    shopper = make_member()
    for _ in range(number):
        tell(sale(shopper, 10000))
    token = staff_token()
    variables = {"profileId": id_encode("CrmProfile", shopper.pk)}
    with CaptureQueriesContext(connection) as ledger:
        assert ask("CrmLedger", token)["totalCount"] == number
    with CaptureQueriesContext(connection) as account:
        assert ask("CrmLoyaltyAccount", token, **variables)["lots"]["totalCount"] == number
    assert (len(ledger), len(account)) == (5, 7)


def test_the_liability_is_told_for_any_instant() -> None:
    # given
    open_shop()
    shopper = make_member()
    tell(sale(shopper, 10000), at=NOON)
    spend(shopper, 30, at=days_later(2))
    token = staff_token("MANAGE_DISCOUNTS")

    # when
    found = ask(
        "CrmLiability", token, since=days_later(1).isoformat(), at=days_later(3).isoformat()
    )

    # then
    assert (found["opening"], found["closing"], found["outstanding"]) == (100, 70, 70)
    assert found["movements"] == [{"kind": "REDEEM", "points": -30}]
    assert found["ladder"] == [{"month": None, "points": 70}]
    assert (found["usedPercent"], found["experienceLots"]) == (None, 0)
    (euro,) = found["revenue"]
    assert [euro[name]["amount"] for name in ("deferred", "recognized", "liability")] == [
        0.99,
        0.3,
        0.69,
    ]
    assert ask("CrmLiability", token, at=NOON.isoformat(), program="other") is None
    late = {"at": NOON.isoformat(), "since": days_later(1).isoformat()}
    answer = post(document("CrmLiability"), late, token).json()
    assert [error["message"] for error in answer["errors"]] == ["the period ends before it begins"]


def test_the_liability_is_told_for_days_of_the_programs_calendar() -> None:
    # given a program on the calendar of Taipei, where 30 March begins at 16:00 UTC on the 29th
    open_shop(time_zone="Asia/Taipei")
    shopper = make_member()
    for minor, at in (
        (10000, datetime(2026, 3, 29, 15, 59, tzinfo=UTC)),
        (5000, datetime(2026, 3, 29, 16, 0, tzinfo=UTC)),
    ):
        tell(sale(shopper, minor, at=at), at=at)
    token = staff_token("MANAGE_DISCOUNTS")

    # when
    first = ask("CrmLiability", token, sinceOn="2026-03-29", on="2026-03-29")
    second = ask("CrmLiability", token, sinceOn="2026-03-30", on="2026-03-30")

    # then
    assert (first["opening"], first["closing"]) == (0, 100)
    assert (second["opening"], second["closing"]) == (100, 150)
    answer = post(document("CrmLiability"), {"on": "30 March"}, token).json()
    assert "a day is written as 2026-01-31" in answer["errors"][0]["message"]


def test_case_37_staff_freeze_an_account_which_earns_and_does_not_spend() -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 10)
    token = staff_token("MANAGE_DISCOUNTS")
    wanted = {"profileId": id_encode("CrmProfile", shopper.pk), "reason": "looks odd"}

    # when
    frozen = ask("CrmLoyaltyAccountFreeze", token, input=wanted)
    ask("CrmLoyaltyAccountFreeze", token, input=wanted)

    # then
    assert (frozen["errors"], frozen["account"]["status"]) == ([], "FROZEN")
    with pytest.raises(AccountFrozen):
        spend(shopper, 1)
    tell(sale(shopper, 10000))
    assert held(shopper) == (110, 0, 0)
    free = ask("CrmLoyaltyAccountUnfreeze", token, input=wanted)
    assert free["account"]["status"] == "ACTIVE"
    assert list(
        TimelineEvent.objects.filter(type__startswith="account_")
        .order_by("pk")
        .values_list("type", "details__reason")
    ) == [("account_frozen", "looks odd"), ("account_unfrozen", "looks odd")]
    refused_reason = ask("CrmLoyaltyAccountFreeze", token, input=wanted | {"reason": ""})
    assert [error["field"] for error in refused_reason["errors"]] == ["reason"]


def test_staff_close_an_account_and_open_it_again() -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 10)
    token = staff_token("MANAGE_DISCOUNTS")
    wanted = {"profileId": id_encode("CrmProfile", shopper.pk), "reason": "asked to leave"}
    cart = Cart(checkout="c", total_minor=100, currency="EUR", channel="default-channel")
    hold = points_reserve(profile_id=shopper.pk, points=5, cart=cart, at=timezone.now())

    # when
    held_back = ask("CrmLoyaltyAccountClose", token, input=wanted)
    reservation_release(reservation_id=hold.reservation_id, at=timezone.now())
    closed = ask("CrmLoyaltyAccountClose", token, input=wanted)
    movement = wanted | {"points": 5, "key": "1"}
    given = ask("CrmPointsAdjust", token, input=movement)
    opened = ask("CrmLoyaltyAccountReopen", token, input=wanted)

    # then
    assert [error["code"] for error in held_back["errors"]] == ["POINTS_HELD"]
    assert (closed["account"]["status"], closed["account"]["available"]) == ("CLOSED", 0)
    assert [error["code"] for error in given["errors"]] == ["ACCOUNT_CLOSED"]
    assert (opened["account"]["status"], opened["account"]["available"]) == ("ACTIVE", 0)
    nowhere = ask("CrmLoyaltyAccountClose", token, input=wanted | {"program": "nowhere"})
    assert [error["code"] for error in nowhere["errors"]] == ["NO_PROGRAM"]


def test_staff_work_in_the_program_they_name_and_see_what_an_order_earned_in_each() -> None:
    # given
    open_shop()
    program_create(slug="club", at=NOON)
    program_activate(program="club", at=NOON, config=AT_ONCE, rates=[Rate(earn_points=3)])
    shopper = make_member()
    order = sale(shopper, 1_000)
    tell(order)
    token = staff_token("MANAGE_DISCOUNTS", "MANAGE_USERS", "MANAGE_ORDERS")
    whose = {"profileId": id_encode("CrmProfile", shopper.pk), "reason": "x", "program": "club"}

    # when
    adjusted = ask("CrmPointsAdjust", token, input=whose | {"points": 5, "key": "1"})
    redeemed = ask("CrmPointsRedeem", token, input=whose | {"points": 4, "key": "2"})
    frozen = ask("CrmLoyaltyAccountFreeze", token, input=whose)
    found = ask("CrmOrder", token, id=id_encode("CrmOrder", order.order_id))

    # then
    assert [one["account"]["available"] for one in (adjusted, redeemed)] == [35, 31]
    assert frozen["account"]["status"] == "FROZEN"
    assert held(shopper) == (10, 0, 0)
    assert [(one["program"], one["points"]) for one in found["awards"]] == [
        ("points", 10),
        ("club", 30),
    ]
    assert (found["award"]["program"], found["award"]["points"]) == ("points", 10)
    for name, given in (("CrmPointsAdjust", {"points": 5}), ("CrmPointsRedeem", {"points": 5})):
        answer = ask(name, token, input=whose | given | {"key": "3", "program": "nowhere"})
        assert [error["code"] for error in answer["errors"]] == ["NO_PROGRAM"]


def test_a_large_adjustment_waits_for_a_second_person(settings) -> None:
    # given
    open_shop()
    settings.SALEOR_CRM = {"points_alone_max": 100}
    shopper = make_member()
    clerk, chief = (staff_token("MANAGE_DISCOUNTS", "MANAGE_USERS") for _ in range(2))
    wanted = {
        "profileId": id_encode("CrmProfile", shopper.pk),
        "points": 500,
        "key": "sorry",
        "reason": "late parcel",
    }

    # when
    answer = ask("CrmPointsAdjust", clerk, input=wanted)
    waiting = ask("CrmPointsRequests", chief, onlyOpen=True)
    asked_by_clerk = ask("CrmPointsRequests", clerk, onlyOpen=True)
    own = ask(
        "CrmPointsRequestDecide", clerk, input={"id": answer["request"]["id"], "isApproved": True}
    )
    decided = ask(
        "CrmPointsRequestDecide",
        chief,
        input={"id": answer["request"]["id"], "isApproved": True, "reason": "fair"},
    )

    # then
    assert (answer["errors"], answer["entry"], answer["account"]["available"]) == ([], None, 0)
    assert [edge["node"]["id"] for edge in waiting["edges"]] == [answer["request"]["id"]]
    assert waiting["edges"][0]["node"]["profile"]["id"] == id_encode("CrmProfile", shopper.pk)
    owners = [page["edges"][0]["node"]["isOwn"] for page in (waiting, asked_by_clerk)]
    assert owners == [False, True]
    assert [error["code"] for error in own["errors"]] == ["SECOND_PERSON_NEEDED"]
    assert (decided["request"]["state"], decided["request"]["decisionReason"]) == (
        "APPROVED",
        "fair",
    )
    assert LoyaltyEntry.objects.get().points == 500
    assert ask("CrmPointsRequests", chief, onlyOpen=True)["totalCount"] == 0
    assert ask("CrmPointsRequests", chief)["totalCount"] == 1
    again = ask("CrmPointsAdjust", clerk, input=wanted)
    assert again["request"]["state"] == "APPROVED"
    long = {"id": answer["request"]["id"], "isApproved": True, "reason": "r" * 201}
    refused_reason = ask("CrmPointsRequestDecide", chief, input=long)
    assert [error["field"] for error in refused_reason["errors"]] == ["reason"]
