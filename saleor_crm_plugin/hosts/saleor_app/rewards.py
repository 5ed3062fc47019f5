"""Makes coupons work at the checkout of a Saleor that is reached over its API."""

from saleor_crm_plugin.hosts.saleor_app.client import SaleorApi, saleor_api
from saleor_crm_plugin.hosts.saleor_app.gift_cards import gift_card_issued, gift_card_revoked
from saleor_crm_plugin.hosts.saleor_app.vouchers import voucher_issued, voucher_revoked
from saleor_crm_plugin.loyalty.queries.carriers import CouponOrder
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind


class SaleorApiCarrier:
    """
    Implements `RewardCarrier` over Saleor's GraphQL API, with a few requests for each call, of ten seconds at most.

    `host_reference` is the key of the voucher, or that of the gift card, as order facts name it.
    """

    is_in_process = False

    def __init__(self, api: SaleorApi | None = None) -> None:
        """Ask `api`, or the Saleor of the settings."""
        self._api = api

    def issue(self, coupon: CouponOrder) -> str:
        """
        Make the code work, once; a call that was cut finds what it had made, by the code.

        :raises CarrierRefused: Saleor does not take it, or does not let the app do it.
        :raises SaleorUnavailable: Saleor did not answer.
        """
        api = self._api or saleor_api()
        if coupon.terms.kind is RewardKind.GIFT_CARD:
            return gift_card_issued(api, coupon)
        return voucher_issued(api, coupon)

    def revoke(self, coupon: CouponOrder) -> bool:
        """
        Stop the code; False if it was used.

        The code is closed before it is asked whether it was used, so that nobody uses it in between.

        :raises CarrierRefused: Saleor does not let the app do it.
        :raises SaleorUnavailable: Saleor did not answer.
        """
        api = self._api or saleor_api()
        if coupon.terms.kind is RewardKind.GIFT_CARD:
            return gift_card_revoked(api, coupon)
        return voucher_revoked(api, coupon)
