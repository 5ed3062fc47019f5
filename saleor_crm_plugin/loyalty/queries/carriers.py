"""The port through which coupons become codes that a checkout takes, and the carrier of installations without a host."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.module_loading import import_string

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.facts import Reference
from saleor_crm_plugin.loyalty.rules.rewards import CouponTerms


class CarrierRefused(Exception):
    """The carrier will never take this coupon as it is; the message is shown to staff and names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponOrder:
    """
    What a carrier needs to make a code work.

    `code` was made by us and is unique: a carrier that is asked again finds its own earlier work by it. `owners` are the
    accounts of the shopper in the hosts that know him. `host_reference` is what `issue` returned, empty before.
    """

    coupon_id: int
    code: str
    reward_slug: str
    reward_name: str
    terms: CouponTerms
    owners: tuple[Reference, ...]
    issued_at: datetime
    host_reference: str = ""


class RewardCarrier(Protocol):
    """
    What each host implements so that points can pay at its checkout; called outside any transaction of ours.

    `is_in_process` says whether a call is as quick as a query, so that a shopper's request may make it at once.
    """

    is_in_process: bool

    def issue(self, coupon: CouponOrder) -> str:
        """
        Make the code work: for one use, by its owner where the host can say so, until the terms' end; return the host's id.

        Asked again for the same code, it does nothing more and returns the same.

        :raises CarrierRefused: it will never work. Any other exception: try again later.
        """

    def revoke(self, coupon: CouponOrder) -> bool:
        """
        Stop the code from working; return False if it was used before, in which case nothing changed.

        :raises CarrierRefused: it cannot be stopped. Any other exception: try again later.
        """


class LocalCarrier:
    """Codes that only our own API answers for: the shop's backend asks `crmCouponCheck` and tells `crmCouponUse`."""

    is_in_process = True

    def issue(self, coupon: CouponOrder) -> str:  # noqa: ARG002 the port's signature
        """Do nothing: the row is the coupon."""
        return ""

    def revoke(self, coupon: CouponOrder) -> bool:  # noqa: ARG002 the port's signature
        """Do nothing: the row is the coupon."""
        return True


def reward_carrier() -> RewardCarrier:
    """Return the carrier of this installation, by the setting `reward_carrier`."""
    path = current().reward_carrier
    carrier: RewardCarrier = import_string(path)() if path else LocalCarrier()
    return carrier
