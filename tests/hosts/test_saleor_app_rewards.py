"""Coupons carried over Saleor's API: what real Saleors were asked and answered, and what a network does to it."""

import base64
import traceback

import pytest
from django.core.exceptions import ImproperlyConfigured

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.hosts.saleor_app import client
from saleor_crm_plugin.hosts.saleor_app.client import AccessDenied, SaleorUnavailable
from saleor_crm_plugin.hosts.saleor_app.rewards import SaleorApiCarrier
from saleor_crm_plugin.hosts.standalone import cli_doctor
from saleor_crm_plugin.loyalty.models import IssuedCoupon
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused, reward_carrier
from saleor_crm_plugin.loyalty.rules.rewards import CouponState, RewardKind, RewardValue
from saleor_crm_plugin.loyalty.services import coupons_carry
from tests.domain.test_coupons import make_reward, take
from tests.factories import NOON
from tests.hosts.recorded_saleor import FOLDER, TOKEN, RecordedSaleor
from tests.points_shop import give, held, make_member, open_shop
from tests.saleor_coupons import coupon_order

RECORDED = sorted(path.stem for path in FOLDER.glob("*.json"))
ANOTHERS = "another voucher or gift card of the shop has this code"
DENIED = "Saleor does not accept the token in saleor_app_token"
LACKS = f"{DENIED}, or its app lacks the permission"
NOBODY = "the shopper has no account in this shop"

# What became of each recorded call: the operation whose answer names the object, a yes or no, or the words of a refusal.
OUTCOMES = {
    "voucher-issued": ("issue", "CrmVoucherCreate"),
    "voucher-found-after-CrmVoucherCreate": ("issue", "CrmVouchersFind"),
    "voucher-found-after-CrmVoucherList": ("issue", "CrmVouchersFind"),
    "voucher-code-of-another": ("issue", CarrierRefused(ANOTHERS)),
    "voucher-used": ("revoke", False),
    "voucher-revoked-known": ("revoke", True),
    "voucher-revoked-unknown": ("revoke", True),
    "gift-card-issued": ("issue", "CrmGiftCardCreate"),
    "gift-card-found": ("issue", "CrmGiftCardsFind"),
    "gift-card-code-of-another": ("issue", CarrierRefused(ANOTHERS)),
    "gift-card-without-account": ("issue", CarrierRefused(NOBODY)),
    "gift-card-used": ("revoke", False),
    "gift-card-overtaken": ("revoke", False),
    "gift-card-revoked-known": ("revoke", True),
    "gift-card-revoked-unknown": ("revoke", True),
    "denied-fixed": ("issue", CarrierRefused(f"{LACKS} MANAGE_DISCOUNTS")),
    "denied-gift_card": ("issue", CarrierRefused(f"{LACKS} MANAGE_GIFT_CARD")),
    "token-refused": ("issue", CarrierRefused(DENIED)),
}
LOOKS = {
    "standing-well": (True, "Saleor {} lets the app issue them"),
    "standing-lacking": (False, "the app lacks MANAGE_GIFT_CARD in Saleor"),
}


@pytest.fixture
def saleor(settings):
    running = []

    def run(name=None, **given):
        running.append(RecordedSaleor(name, **given))
        settings.SALEOR_CRM = running[-1].settings
        return running[-1]

    yield run
    for one in running:
        one.close()


def _named(exchanges, operation):
    """Return the key of the object in the recorded answer of an operation."""
    told = next(answer for asked, _, answer in exchanges if f" {operation}(" in asked["query"])
    found = told["data"]
    while "id" not in found:
        found = next(iter(v for k, v in found.items() if k != "errors" and v))
        found = found[0]["node"] if isinstance(found, list) else found
    return base64.b64decode(found["id"]).decode().partition(":")[2]


@pytest.mark.parametrize("name", [one for one in RECORDED if one.partition("-")[2] in OUTCOMES])
def test_a_real_saleor_is_asked_as_it_was_and_understood(saleor, name):
    # given
    real = saleor(name)
    scenario = name.partition("-")[2]
    kind = RewardKind.GIFT_CARD if "gift" in scenario else RewardKind.FIXED
    method, outcome = OUTCOMES[scenario]
    call = getattr(SaleorApiCarrier(), method)

    # when
    try:
        result = call(coupon_order(kind, **real.given))
    except CarrierRefused as refusal:
        result = str(refusal)

    # then
    if isinstance(outcome, CarrierRefused):
        outcome = str(outcome)
    elif isinstance(outcome, str):
        outcome = _named(real.exchanges, outcome)
    assert result == outcome
    assert real.asked == [asked for asked, _, _ in real.exchanges]
    assert set(real.tokens) == {f"Bearer {TOKEN}"}


def test_every_outcome_was_recorded_in_the_oldest_and_a_newer_saleor():
    newer = {f"3.23-{name}" for name in {*OUTCOMES, *LOOKS}}
    older = {f"3.21-{name}" for name in {*OUTCOMES, *LOOKS}}

    assert set(RECORDED) == newer | older - {"3.21-gift-card-without-account"}


@pytest.mark.parametrize(
    ("mishap", "words"),
    [
        ("cut", "Saleor does not answer: RemoteDisconnected"),
        ("silence", "Saleor does not answer: TimeoutError"),
        (429, "Saleor answered with status 429"),
        (500, "Saleor answered with status 500"),
        (503, "Saleor answered with status 503"),
        (400, "Saleor answered with status 400"),
        ("<html>", "Saleor does not answer: JSONDecodeError"),
        ("[]", "Saleor's answer is no object"),
        ("{}", "Saleor's answer has no data"),
        (
            '{"errors": [{"extensions": {"exception": {"code": "OperationalError"}}}]}',
            "Saleor answered with OperationalError",
        ),
        ('{"errors": [{"message": "no"}]}', "Saleor answered with an error"),
    ],
)
def test_what_may_pass_is_tried_again_and_tells_no_token(
    saleor, monkeypatch, caplog, mishap, words
):
    # given
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.3)
    real = saleor(mishap=mishap)

    # when
    with pytest.raises(SaleorUnavailable) as problem:
        SaleorApiCarrier().issue(coupon_order())

    # then
    said = "".join(traceback.format_exception(problem.value)) + caplog.text
    assert (str(problem.value), len(real.asked)) == (words, 1)
    assert (TOKEN in said, real.url in said) == (False, False)


@pytest.mark.parametrize("status", [401, 403])
def test_a_status_that_refuses_is_said_to_staff(saleor, status):
    saleor(mishap=status)
    with pytest.raises(AccessDenied, match="does not accept the token in saleor_app_token"):
        SaleorApiCarrier().issue(coupon_order())


def test_a_saleor_that_is_not_there_is_tried_again(saleor):
    saleor().close()
    with pytest.raises(
        SaleorUnavailable, match=r"^Saleor does not answer: ConnectionRefusedError$"
    ):
        SaleorApiCarrier().revoke(coupon_order(host_reference="7"))


def test_the_token_follows_no_redirect(saleor):
    # given
    elsewhere = saleor("3.23-voucher-issued")
    real = saleor(mishap=302)
    real.location = elsewhere.url

    # when
    with pytest.raises(SaleorUnavailable, match="status 302"):
        SaleorApiCarrier().issue(coupon_order())

    # then
    assert (len(real.asked), elsewhere.tokens) == (1, [])


@pytest.mark.parametrize(
    ("url", "token", "problem"),
    [
        ("https://shop.example.com/graphql/", TOKEN, ""),
        ("http://localhost:8000/graphql/", TOKEN, ""),
        ("http://[::1]:8000/graphql/", TOKEN, ""),
        ("https://shop.example.com/graphql/", "", "saleor_app_token is not set"),
        ("https://shop.example.com/", "a\nb", "saleor_app_token holds what no token can hold"),
        ("https://shop.example.com/", "a b", "saleor_app_token holds what no token can hold"),
        ("https://shop.example.com/", "ä", "saleor_app_token holds what no token can hold"),
        ("", TOKEN, "saleor_api_url is not the address of Saleor's API"),
        ("ftp://shop.example.com/", TOKEN, "saleor_api_url is not the address of Saleor's API"),
        ("https://me@example.com/", TOKEN, "saleor_api_url is not the address of Saleor's API"),
        (
            "http://shop.example.com/graphql/",
            TOKEN,
            "saleor_api_url is not https: the token would travel in the open",
        ),
    ],
)
def test_only_a_usable_token_and_address_are_used(settings, url, token, problem):
    settings.SALEOR_CRM = {"saleor_api_url": url, "saleor_app_token": token}
    given = CrmSettings(saleor_api_url=url, saleor_app_token=token)

    assert given.saleor_app_problem == problem
    assert TOKEN not in repr(given)
    if problem:
        with pytest.raises(ImproperlyConfigured) as refusal:
            SaleorApiCarrier().issue(coupon_order())
        assert str(refusal.value) == problem


def test_a_gift_card_of_two_currencies_is_refused_before_saleor_is_asked(saleor):
    real = saleor()
    two = coupon_order(RewardKind.GIFT_CARD)
    values = (*two.terms.values, RewardValue(currency="EUR", amount_minor=500))
    object.__setattr__(two.terms, "values", values)

    with pytest.raises(CarrierRefused, match="a gift card has one currency"):
        SaleorApiCarrier().issue(two)
    assert real.asked == []


@pytest.mark.parametrize("owner", ["C-17", "042", "٤٢", "0"])
def test_a_card_is_never_bound_to_an_account_that_only_looks_like_the_owners(saleor, owner):
    real = saleor(mishap='{"data": {"shop": {"schemaVersion": "3.23"}}}')

    with pytest.raises(CarrierRefused, match=NOBODY):
        SaleorApiCarrier().issue(coupon_order(RewardKind.GIFT_CARD, owner=owner))
    assert len(real.asked) == 1


@pytest.mark.django_db
def test_a_shopper_waits_for_no_network_and_staff_read_why_a_coupon_failed(saleor):
    # given
    real = saleor("3.23-denied-fixed")
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward(values=(RewardValue(currency="USD", amount_minor=500),))
    carrier = reward_carrier()

    # when
    coupon = take(ann, carrier=carrier)
    asked_at_once = len(real.asked)
    coupons_carry(carrier=carrier, at=NOON, limit_rows=9)

    # then
    failed = IssuedCoupon.objects.get()
    assert (coupon.state, asked_at_once) == (CouponState.ISSUING, 0)
    assert (failed.state, failed.error) == (CouponState.FAILED, f"{LACKS} MANAGE_DISCOUNTS")
    assert held(ann) == (0, 0, 0)


@pytest.mark.parametrize("name", [one for one in RECORDED if one.partition("-")[2] in LOOKS])
def test_the_doctor_says_what_saleor_lets_the_app_do(saleor, name):
    version, _, scenario = name.partition("-")
    is_ok, words = LOOKS[scenario]
    saleor(name)

    look = cli_doctor.rewards()

    assert (look.is_ok, look.finding) == (is_ok, words.format(version))


@pytest.mark.parametrize(
    ("mishap", "finding"),
    [
        (401, DENIED),
        (503, "Saleor answered with status 503"),
        ("cut", "Saleor does not answer: RemoteDisconnected"),
        (
            '{"data": {"shop": {"schemaVersion": "3.23"}, "app": null}}',
            "the app lacks MANAGE_DISCOUNTS and MANAGE_GIFT_CARD in Saleor",
        ),
    ],
)
def test_the_doctor_says_that_saleor_does_not_answer_or_refuses(saleor, mishap, finding):
    saleor(mishap=mishap)

    assert (cli_doctor.rewards().is_ok, cli_doctor.rewards().finding) == (False, finding)


@pytest.mark.parametrize(
    ("given", "is_ok", "finding"),
    [
        ({}, True, "carried by LocalCarrier"),
        ({"reward_carrier": "no.such.Carrier"}, False, "reward_carrier cannot be imported"),
        (
            {"reward_carrier": f"{SaleorApiCarrier.__module__}.SaleorApiCarrier"},
            False,
            "saleor_app_token is not set",
        ),
    ],
)
def test_the_doctor_asks_nobody_where_nobody_can_be_asked(settings, given, is_ok, finding):
    settings.SALEOR_CRM = given
    look = cli_doctor.rewards()

    assert (look.is_ok, look.finding) == (is_ok, finding)
