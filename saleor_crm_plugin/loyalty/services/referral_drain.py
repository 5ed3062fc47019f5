"""Looks at the referrals that something touched or that time has reached, in batches."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from saleor_crm_plugin.loyalty.models import Referral, ReferralCode, ReferralTouch
from saleor_crm_plugin.loyalty.queries.referrals import referral_terms, standings_of
from saleor_crm_plugin.loyalty.services.referral_converge import referrals_converge
from saleor_crm_plugin.loyalty.services.referrals import claim_announce
from saleor_crm_plugin.orders.models import Order


@transaction.atomic
def referrals_advance(*, at: datetime, limit_rows: int) -> int:
    """
    Take claims that orders carry, and bring due and touched referrals to what is true at `at`.

    Returns how many touches and due referrals it looked at; 0 when nothing is left. Two workers at once do the same work
    one after the other, and the second changes nothing.
    """
    touches = list(
        ReferralTouch.objects.order_by("pk").values_list("pk", "profile_id")[:limit_rows]
    )
    profile_ids = {profile_id for _, profile_id in touches}
    _orders_claim(profile_ids, at)
    due = Referral.objects.filter(due_at__lte=at).order_by("due_at", "pk")
    advocates = list(due.values_list("advocate_id", flat=True)[: limit_rows - len(touches)])
    about = Referral.objects.filter(Q(friend_id__in=profile_ids) | Q(advocate_id__in=profile_ids))
    concerned = {*advocates, *about.values_list("advocate_id", flat=True)}
    referrals_converge(advocate_ids=concerned, at=at)
    # A merge may have ended a referral of another advocate.
    ended = Referral.objects.filter(
        is_superseded=True, due_at__lte=at, friend_id__in=_live(profile_ids)
    ).exclude(advocate_id__in=concerned)
    referrals_converge(advocate_ids=set(ended.values_list("advocate_id", flat=True)), at=at)
    ReferralTouch.objects.filter(pk__in=[pk for pk, _ in touches]).delete()
    return len(touches) + len(advocates)


def _live(profile_ids: Collection[int]) -> set[int]:
    return {standing.live_id for standing in standings_of(profile_ids).values()}


def _orders_claim(profile_ids: Collection[int], at: datetime) -> None:
    """Take the first claim that the orders of each profile carry."""
    orders = Order.objects.filter(profile_id__in=profile_ids).exclude(referral_code="")
    first: dict[tuple[int, int], tuple[Order, ReferralCode]] = {}
    rows = list(orders.order_by("placed_at", "pk"))
    codes = {
        code.code: code
        for code in ReferralCode.objects.select_related("program").filter(
            code__in={row.referral_code for row in rows}
        )
    }
    for row in rows:
        code = codes.get(row.referral_code)
        if code is not None and row.profile_id is not None and code.profile_id != row.profile_id:
            first.setdefault((row.profile_id, code.program_id), (row, code))
    for (friend_id, _), (row, code) in sorted(first.items()):
        _order_claim(friend_id, row, code, at)


def _order_claim(friend_id: int, row: Order, code: ReferralCode, at: datetime) -> None:
    terms = referral_terms(program=code.program.slug, at=row.placed_at)
    if terms is None or not terms.config.is_active:
        return
    held = Referral.objects.filter(
        program_id=code.program_id, friend_id=friend_id, is_superseded=False
    ).first()
    if held is not None and held.claimed_at <= row.placed_at:
        return
    if held is not None:
        Referral.objects.filter(pk=held.pk).update(is_superseded=True, due_at=at)
    referral, is_new = Referral.objects.get_or_create(
        program_id=code.program_id,
        friend_id=friend_id,
        is_superseded=False,
        defaults={
            "revision_id": terms.revision_id,
            "code": code,
            "advocate_id": code.profile_id,
            "claimed_at": row.placed_at,
            "due_at": at,
        },
    )
    if is_new:
        claim_announce(referral, is_live=row.is_live, at=at)
