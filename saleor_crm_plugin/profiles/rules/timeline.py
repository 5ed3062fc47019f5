"""The words of the timeline."""

from enum import StrEnum


class EventType(StrEnum):
    """Everything that can stand on a shopper's timeline; each word is a stored value and never changes."""

    CUSTOMER_REGISTERED = "customer_registered"
    PROFILE_UPDATED = "profile_updated"
    PROFILE_MERGED = "profile_merged"
    CONSENT_GRANTED = "consent_granted"
    CONSENT_REVOKED = "consent_revoked"
    ORDER_PLACED = "order_placed"
    ORDER_PAID = "order_paid"
    ORDER_FULFILLED = "order_fulfilled"
    ORDER_REFUNDED = "order_refunded"
    ORDER_CANCELED = "order_canceled"
    CHECKOUT_STARTED = "checkout_started"
    POINTS_EARNED = "points_earned"
    POINTS_REDEEMED = "points_redeemed"
    POINTS_EXPIRED = "points_expired"
    POINTS_CLAWED_BACK = "points_clawed_back"
    POINTS_RETURNED = "points_returned"
    POINTS_ADJUSTED = "points_adjusted"
    COUPON_ISSUED = "coupon_issued"
    COUPON_USED = "coupon_used"
    COUPON_EXPIRING = "coupon_expiring"
    COUPON_EXPIRED = "coupon_expired"
    COUPON_REVOKED = "coupon_revoked"
    RFM_GROUP_CHANGED = "rfm_group_changed"
    MESSAGE_SENT = "message_sent"
    MESSAGE_BOUNCED = "message_bounced"
