"""Coupons for a Saleor that is reached over its API: the same for the real one and for its recorded answers."""

from datetime import UTC, datetime

from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.loyalty.queries.carriers import CouponOrder
from saleor_crm_plugin.loyalty.rules.rewards import CouponTerms, RewardKind, RewardValue

CODE = "ABCD-EFGH-JKMN"
ISSUED_AT = datetime(2026, 3, 29, 10, 0, 0, 123456, tzinfo=UTC)
END = datetime(2035, 1, 1, tzinfo=UTC)
FIVE = RewardValue(currency="USD", amount_minor=500)


def coupon_order(kind=RewardKind.FIXED, *, value=FIVE, percent=0, end=END, owner="", **values):
    """Return a coupon of 5.00 US dollars, or of what is said; `owner` is the key of an account."""
    owners = (Reference("shop", Kind.CUSTOMER, owner),) if owner else ()
    terms = CouponTerms(kind=RewardKind(kind), percent=percent, values=(value,), expires_at=end)
    given = {
        "coupon_id": 7,
        "code": CODE,
        "reward_slug": "five-off",
        "reward_name": "5.00 off",
        "issued_at": ISSUED_AT,
    }
    return CouponOrder(terms=terms, owners=owners, **(given | values))
