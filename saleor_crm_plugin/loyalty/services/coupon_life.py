"""What becomes of coupons: used in orders, lapsed, reminded of, and issued by themselves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum

from saleor_crm_plugin.errors import Conflict, NotFound
from saleor_crm_plugin.loyalty.models import (
    IssuedCoupon,
    LoyaltyEntry,
    Redemption,
    Reward,
)
from saleor_crm_plugin.loyalty.queries.balances import points_summary
from saleor_crm_plugin.loyalty.queries.programs import rules_of
from saleor_crm_plugin.loyalty.queries.rewards import CouponView, coupon_rows, coupon_view_by_id
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.rules.rewards import CouponState, RewardKind, automatic_count
from saleor_crm_plugin.loyalty.services.accounts import AccountClosed
from saleor_crm_plugin.loyalty.services.award_plans import returned_target
from saleor_crm_plugin.loyalty.services.coupons import (
    RewardUnavailable,
    coupon_event,
    coupon_issue,
)
from saleor_crm_plugin.loyalty.services.members import AccountFrozen, GuestsNeverSpend
from saleor_crm_plugin.loyalty.services.order_locks import coupons_of
from saleor_crm_plugin.loyalty.services.redemptions import redemption_return
from saleor_crm_plugin.orders.queries import OrderSummary
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import events_record


@transaction.atomic
def coupons_converge(*, orders: Sequence[OrderSummary], at: datetime) -> list[OrderSummary]:
    """
    Note which coupons the orders used, and return the orders with what gift cards and codes from points paid and took off.

    The points of a voucher follow its order from then on: a refund brings them back in proportion. What a gift card from
    points paid earns nothing. Told twice, late or out of order, it ends in the same state. Two queries when no order used any.
    """
    used = coupons_of(orders)
    if used is None:
        return list(orders)
    found = list(used)
    by_code = {coupon.code: coupon for coupon in found}
    by_card = {c.host_reference: c for c in found if c.kind == RewardKind.GIFT_CARD}
    for order in orders:
        named = [by_code[code] for code in order.voucher_codes if code in by_code]
        named += [by_card[card_id] for card_id, _ in order.gift_cards if card_id in by_card]
        for coupon in named:
            _coupon_used(coupon, order, at)
    return [_points_paid(order, by_card, by_code) for order in orders]


def _coupon_used(coupon: IssuedCoupon, order: OrderSummary, at: datetime) -> None:
    if coupon.used_in not in ("", order.reference) or order.exclusion == "draft":
        return
    is_first = coupon.used_in == ""
    coupon.used_in = order.reference
    coupon.used_at = order.placed_at
    coupon.is_used_by_owner = coupon.redemption.account.profile_id == order.profile_id
    coupon.remind_at = coupon.due_at = None
    state = CouponState.USED
    if coupon.kind != RewardKind.GIFT_CARD:
        redemption = coupon.redemption
        Redemption.objects.filter(pk=redemption.pk).update(order_reference=order.reference)
        rules = rules_of(coupon.reward.program)
        if returned_target(order, redemption.points, rules) == redemption.points:
            state = CouponState.REFUNDED
    coupon.state = state
    coupon.save(
        update_fields=["state", "used_in", "used_at", "is_used_by_owner", "remind_at", "due_at"]
    )
    if is_first and coupon.redemption.account.profile_id is not None:
        event = coupon_event(
            coupon, EventType.COUPON_USED, at=order.placed_at, is_live=order.is_live
        )
        events_record(events=[event], at=at)


def _points_paid(
    order: OrderSummary, by_card: dict[str, IssuedCoupon], by_code: dict[str, IssuedCoupon]
) -> OrderSummary:
    paid = sum(minor for card_id, minor in order.gift_cards if card_id in by_card)
    taken_off = sum(minor for code, minor in order.code_discounts if code in by_code)
    return replace(
        order,
        points_paid_minor=order.points_paid_minor + paid,
        points_discount_minor=order.points_discount_minor + taken_off,
    )


@transaction.atomic
def coupon_use(*, code: str, profile_id: int, order_reference: str, at: datetime) -> CouponView:
    """
    Use a code for an order of its owner, once; the same order again changes nothing.

    :raises Conflict: it was used for another order, or is not good now.
    :raises NotFound: there is no such code for this shopper.
    """
    coupon = coupon_rows().select_for_update(of=("self",)).filter(code=code).first()
    if coupon is None or coupon.redemption.account.profile_id != profile_id:
        raise NotFound("there is no such code for this shopper")
    if coupon.used_in == order_reference:
        return coupon_view_by_id(coupon.pk)
    has_lapsed = coupon.expires_at is not None and coupon.expires_at <= at
    if coupon.used_in or has_lapsed or coupon.state != CouponState.ACTIVE:
        raise Conflict(f"coupon {coupon.pk} is {'expired' if has_lapsed else coupon.state}")
    coupon.state, coupon.used_in, coupon.used_at = CouponState.USED, order_reference, at
    coupon.remind_at = None
    coupon.save(update_fields=["state", "used_in", "used_at", "remind_at"])
    if coupon.kind != RewardKind.GIFT_CARD:
        Redemption.objects.filter(pk=coupon.redemption_id).update(order_reference=order_reference)
    events_record(events=[coupon_event(coupon, EventType.COUPON_USED, at=at)], at=at)
    return coupon_view_by_id(coupon.pk)


@transaction.atomic
def coupons_expire(*, at: datetime, limit_rows: int) -> int:
    """
    Write down which codes have lapsed, and give their points back where the reward says so; return how many.

    A code stops at its end, whether this runs or not. An order from before its end still uses it when it is told later.
    """
    due = (
        coupon_rows()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(state=CouponState.ACTIVE, expires_at__lte=at)
        .order_by("expires_at", "pk")[:limit_rows]
    )
    coupons = list(due)
    for coupon in coupons:
        if coupon.reward.returns_expired:
            redemption_return(
                redemption_id=coupon.redemption_id, actor="system", reason="expired", at=at
            )
    keys = [coupon.pk for coupon in coupons]
    IssuedCoupon.objects.filter(pk__in=keys).update(state=CouponState.EXPIRED, remind_at=None)
    owned = [one for one in coupons if one.redemption.account.profile_id is not None]
    events_record(
        events=[
            coupon_event(coupon, EventType.COUPON_EXPIRED, at=coupon.expires_at or at)
            for coupon in owned
        ],
        at=at,
    )
    return len(coupons)


@transaction.atomic
def coupons_remind(*, at: datetime, limit_rows: int) -> int:
    """Tell automation of codes that lapse soon, once each, however often this runs; return how many."""
    due = (
        coupon_rows()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(remind_at__lte=at, state=CouponState.ACTIVE)
        .order_by("remind_at", "pk")[:limit_rows]
    )
    coupons = list(due)
    IssuedCoupon.objects.filter(pk__in=[one.pk for one in coupons]).update(remind_at=None)
    owned = [
        one
        for one in coupons
        if one.redemption.account.profile_id is not None
        and (one.expires_at is None or one.expires_at > at)
    ]
    events_record(
        events=[coupon_event(coupon, EventType.COUPON_EXPIRING, at=at) for coupon in owned], at=at
    )
    return len(coupons)


def coupons_automatic(*, at: datetime, limit_rows: int) -> int:
    """
    Issue the coupons that are due by themselves: one for each so many points that were earned and became usable.

    Each has its number in its key, so that running twice issues none twice. Return how many were issued.
    """
    issued = 0
    for reward in Reward.objects.filter(is_automatic=True, is_active=True).order_by("pk"):
        for profile_id, count, number in _due(reward, at=at):
            for offset in range(min(count, limit_rows - issued)):
                if not _issued_by_itself(reward, profile_id, number=number + offset, at=at):
                    break
                issued += 1
    return issued


def _issued_by_itself(reward: Reward, profile_id: int, *, number: int, at: datetime) -> bool:
    try:
        coupon_issue(
            profile_id=profile_id,
            reward=reward.slug,
            cause=f"auto:{reward.slug}:{number}",
            actor="system",
            at=at,
        )
    except (
        NotEnoughPoints,
        AccountFrozen,
        AccountClosed,
        GuestsNeverSpend,
        RewardUnavailable,
    ):
        return False
    return True


def _due(reward: Reward, *, at: datetime) -> list[tuple[int, int, int]]:
    """Return profiles with how many coupons are due to each and the number of the first; balances are read per due profile."""
    before = {
        account_id: (points, count)
        for account_id, points, count in IssuedCoupon.objects.filter(reward=reward)
        .values_list("redemption__account_id")
        .annotate(points=Sum("redemption__points"), count=Count("pk"))
        .order_by("redemption__account_id")
    }
    due = []
    for account_id, profile_id, earned in _earned(reward, at):
        converted, count = before.get(account_id, (0, 0))
        if earned - converted < reward.points:
            continue
        wanted = automatic_count(
            earned=earned,
            converted=converted,
            available=points_summary(profile_id=profile_id, at=at).available,
            cost=reward.points,
        )
        due.append((profile_id, wanted, count + 1))
    return due


def _earned(reward: Reward, at: datetime) -> list[tuple[int, int, int]]:
    """Return accounts and their owners with the points they earned that became usable, net of claw-backs."""
    mature = Q(kind__in=[EntryKind.EARN, EntryKind.BONUS], opened_lots__activates_at__lte=at)
    clawed = Q(kind=EntryKind.CLAWBACK)
    rows = (
        LoyaltyEntry.objects.filter(mature | clawed, account__program_id=reward.program_id)
        .filter(account__balance_points__gte=reward.points, account__profile__isnull=False)
        .values_list("account_id", "account__profile_id")
        .annotate(earned=Sum("points"))
        .filter(earned__gte=reward.points)
        .order_by("account_id")
    )
    return list(rows)
