"""Points in carts over GraphQL: quotes, holds, and what becomes of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, Redemption, Reservation
from tests.factories import make_profile
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of
from tests.points_shop import give, make_member, open_shop

pytestmark = pytest.mark.django_db
CART = {"total": 50, "currency": "EUR", "channel": "default-channel"}


def member(points: int = 5000, **values):
    open_shop()
    profile = make_member(**values)
    give(profile, points)
    return profile


def reserve(profile, points: int, checkout: str = "cart-1", **values) -> dict:
    return ask(
        "CrmMyPointsReserve",
        token_of(profile),
        input=CART | {"checkout": checkout, "points": points} | values,
    )


def test_a_shopper_is_quoted_holds_points_and_the_backend_spends_them():
    # given
    ann = member()

    # when
    quote = ask("CrmRedeemQuote", token_of(ann), **CART, points=1000)
    answer = reserve(ann, 1000)
    held = answer["reservation"]

    # then
    assert (quote["points"], quote["amount"]["amount"]) == (1000, 10.0)
    assert (held["state"], held["points"], held["amount"]["amount"]) == ("HELD", 1000, 10.0)
    assert (answer["account"]["available"], answer["account"]["reserved"]) == (4000, 1000)
    assert LoyaltyEntry.objects.count() == 1

    # and when
    order = {"id": held["id"], "orderReference": "shop:order:7"}
    spent = [ask("CrmReservationCommit", staff_token(), input=order) for _ in range(2)]

    # then
    assert [one["reservation"]["state"] for one in spent] == ["COMMITTED"] * 2
    assert Redemption.objects.get().order_reference == "shop:order:7"
    twice = ask(
        "CrmReservationCommit", staff_token(), input=order | {"orderReference": "shop:order:8"}
    )
    assert [error["code"] for error in twice["errors"]] == ["IDEMPOTENCY_CONFLICT"]


def test_29i_a_cart_is_quoted_what_it_asked_for_first():
    ann = member()
    reserve(ann, 3000, total=20)

    later = ask("CrmRedeemQuote", token_of(ann), **CART, checkout="cart-1")
    everything = ask("CrmRedeemQuote", token_of(ann), **CART, checkout="cart-2")

    assert (later["points"], everything["points"]) == (3000, 3000)


def test_a_cart_may_be_named_by_the_id_of_saleors_graphql():
    ann = member()
    reserve(ann, 1000, checkout=id_encode("Checkout", "0b1c"))

    assert Reservation.objects.get().checkout == "shop:checkout:0b1c"


def test_a_shopper_lets_his_points_go():
    # given
    ann, bob = member(), make_member()
    reserve(ann, 1000)

    # when
    foreign = ask("CrmMyReservationRelease", token_of(bob), input={"checkout": "cart-1"})
    answer = ask("CrmMyReservationRelease", token_of(ann), input={"checkout": "cart-1"})

    # then
    assert [error["code"] for error in foreign["errors"]] == ["NOT_FOUND"]
    assert answer["reservation"]["state"] == "RELEASED"
    assert (answer["account"]["available"], answer["account"]["reserved"]) == (5000, 0)


def test_staff_see_what_carts_hold_and_end_it():
    # given
    ann = member()
    held = reserve(ann, 1000)["reservation"]

    # when
    every = ask("CrmPointsReservations", staff_token(), states=["HELD"])
    none = ask("CrmPointsReservations", staff_token(), states=["EXPIRED", "COMMITTED"])
    released = ask("CrmReservationRelease", staff_token(), input={"id": held["id"]})

    # then
    assert every["edges"][0]["node"]["profile"]["id"] == id_encode("CrmProfile", ann.pk)
    assert (every["totalCount"], none["totalCount"]) == (1, 0)
    assert released["reservation"]["state"] == "RELEASED"


def test_53_nobody_but_the_member_is_quoted_anything():
    # given
    ann = member(email="ann@example.com")
    guest = make_profile(email="ann@example.com")
    of_ann = id_encode("CrmProfile", ann.pk)

    # when
    anonymous = ask("CrmRedeemQuote", **CART, points=1000)
    typed = ask("CrmRedeemQuote", token_of(guest), **CART, points=1000)
    held = reserve(guest, 1000)
    peeked = refused(document("CrmRedeemQuote"), token_of(guest), **CART, profileId=of_ann)
    staff = ask("CrmRedeemQuote", staff_token(), **CART, points=1000, profileId=of_ann)

    # then
    assert (anonymous["points"], typed["points"], staff["points"]) == (0, 0, 1000)
    assert [error["code"] for error in held["errors"]] == ["GUESTS_NEVER_SPEND"]
    assert peeked == ["PermissionDenied"]
    assert Reservation.objects.exists() is False


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"points": 0}, "INVALID", "points"),
        ({"points": 5001}, "NOT_ENOUGH_POINTS", "points"),
        ({"total": 0}, "NOTHING_TO_REDEEM", "points"),
        ({"total": -1}, "INVALID", "total"),
        ({"currency": "euro"}, "INVALID", "total"),
        ({"checkout": ""}, "INVALID", "checkout"),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(change, code, field):
    ann = member()

    answer = reserve(ann, **({"points": 5000} | {"total": 100} | change))

    assert [(error["code"], error["field"]) for error in answer["errors"]] == [(code, field)]
    assert Reservation.objects.exists() is False


def test_anonymous_callers_hold_nothing():
    member()

    errors = refused(
        document("CrmMyPointsReserve"), input=CART | {"checkout": "cart-1", "points": 1}
    )

    assert errors == ["PermissionDenied"]


def test_a_shopper_sees_his_points_as_they_came():
    # given
    ann = member(300)
    give(ann, 200)
    reserve(ann, 100)

    # when
    points = ask("CrmMyLots", token_of(ann))["points"]

    # then
    lots = [edge["node"] for edge in points["lots"]["edges"]]
    assert (points["available"], points["reserved"]) == (400, 100)
    assert [(lot["kind"], lot["points"], lot["remaining"]) for lot in lots] == [
        ("OPENING", 200, 200),
        ("OPENING", 300, 300),
    ]


def test_a_page_of_reservations_costs_the_same_at_any_length():
    # given
    ann = member()
    token = staff_token()
    reserve(ann, 100)
    ask("CrmPointsReservations", token)
    with CaptureQueriesContext(connection) as one:
        ask("CrmPointsReservations", token)
    for number in range(2, 9):
        other = make_member()
        give(other, 100)
        reserve(other, 100, checkout=f"cart-{number}")

    # when
    with CaptureQueriesContext(connection) as eight:
        answer = ask("CrmPointsReservations", token)

    # then
    assert answer["totalCount"] == 8
    assert len(eight) == len(one)
