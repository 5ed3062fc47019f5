"""New buyers against those who came back, over GraphQL."""

from datetime import UTC, datetime

import pytest
from django.test import override_settings

from tests.hosts.graphql_client import ask, document, post, refused, staff_token, token_of
from tests.hosts.small_shop import make_shop, shopper

pytestmark = pytest.mark.django_db


def euros(amount: float, currency: str = "EUR") -> dict:
    return {"amount": amount, "currency": currency, "fractionDigits": 2}


def test_months_tell_who_is_new_and_who_came_back() -> None:
    # given
    make_shop()

    # when
    found = ask("CrmBuyersByMonth", staff_token("MANAGE_USERS"), months=2, until="2026-04")

    # then
    assert found["timeZone"] == "UTC"
    assert found["months"] == [
        {
            "month": "2026-03",
            "since": "2026-03-01T00:00:00+00:00",
            "until": "2026-04-01T00:00:00+00:00",
            "newCount": 2,
            "returningCount": 0,
            "revenue": [
                {"new": euros(350.0), "returning": euros(0.0)},
                {"new": euros(90.0, "USD"), "returning": euros(0.0, "USD")},
            ],
        },
        {
            "month": "2026-04",
            "since": "2026-04-01T00:00:00+00:00",
            "until": "2026-05-01T00:00:00+00:00",
            "newCount": 0,
            "returningCount": 0,
            "revenue": [],
        },
    ]


@override_settings(SALEOR_CRM={"time_zone": "Asia/Taipei"})
def test_months_are_of_the_shops_calendar() -> None:
    found = ask("CrmBuyersByMonth", staff_token(), months=1, until="2026-03")

    assert found["timeZone"] == "Asia/Taipei"
    assert found["months"][0]["since"] == "2026-03-01T00:00:00+08:00"


def test_a_year_until_now_is_told_unless_asked_otherwise() -> None:
    before = datetime.now(tz=UTC)
    months = ask("CrmBuyersByMonth", staff_token())["months"]

    assert len(months) == 12
    assert months[-1]["month"] in {f"{before:%Y-%m}", f"{datetime.now(tz=UTC):%Y-%m}"}


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"months": 0}, "between 1 and 60 months can be asked for, got 0"),
        ({"months": 61}, "between 1 and 60 months can be asked for, got 61"),
        ({"until": "March"}, "a month is written as 2026-01, got 'March'"),
        ({"until": "0001-01"}, "the year must be from 1900 to 9998, got 1"),
        ({"until": "9999-12"}, "the year must be from 1900 to 9998, got 9999"),
    ],
)
def test_what_is_no_month_is_refused(variables, message) -> None:
    answer = post(document("CrmBuyersByMonth"), variables, staff_token()).json()

    assert [error["message"] for error in answer["errors"]] == [message]


def test_a_month_that_is_none_finds_nobody() -> None:
    answer = post(
        document("CrmProfiles"), {"where": {"firstOrderedIn": "2026-13"}}, staff_token()
    ).json()

    assert [error["message"] for error in answer["errors"]] == [
        "a month is written as 2026-01, got '2026-13'"
    ]


def test_figures_need_a_permission() -> None:
    make_shop()

    assert refused(document("CrmBuyersByMonth"), staff_token("MANAGE_ORDERS")) == [
        "PermissionDenied"
    ]
    assert refused(document("CrmBuyersByMonth"), token_of(shopper("Ada"))) == ["PermissionDenied"]
