"""Takes a coupon out of a cart that is not its owner's; Saleor's vouchers know no owner."""

import re
from typing import Any

from django.utils import timezone
from saleor.checkout.utils import remove_voucher_from_checkout

from saleor_crm_plugin.facts import Kind
from saleor_crm_plugin.hosts.saleor.names import reference
from saleor_crm_plugin.loyalty.queries.coupons import coupon_owner
from saleor_crm_plugin.loyalty.rules.rewards import CODE_ALPHABET, CODE_GROUP_LENGTH, CODE_GROUPS
from saleor_crm_plugin.profiles.queries.identifiers import customers_of_profiles

_GROUP = f"[{CODE_ALPHABET}]{{{CODE_GROUP_LENGTH}}}"
_CODE = re.compile("-".join([_GROUP] * CODE_GROUPS))


def may_have_coupon(checkout: Any) -> bool:
    """Return whether the code in a cart has the form of our codes: one comparison, and no query."""
    code = checkout.voucher_code
    return bool(code) and _CODE.fullmatch(code) is not None


def strangers_coupon_remove(checkout: Any) -> None:
    """
    Remove the code of a coupon from the cart of anybody but its owner.

    Saleor hands the cart that it will answer with to the hook, after each change of a cart: also the answer says
    that the code takes nothing off, and no cart is completed in between.
    """
    owner = coupon_owner(code=checkout.voucher_code)
    if owner is None or _is_of(checkout, owner.profile_id):
        return
    remove_voucher_from_checkout(checkout)
    now = timezone.now()  # noqa: TID251 a host reads the clock
    checkout.price_expiration = checkout.discount_expiration = now
    checkout.save(update_fields=["price_expiration", "discount_expiration"])


def _is_of(checkout: Any, profile_id: int | None) -> bool:
    if checkout.user_id is None or profile_id is None:
        return False
    owners = customers_of_profiles([profile_id]).get(profile_id, ())
    return reference(Kind.CUSTOMER, checkout.user_id) in owners
