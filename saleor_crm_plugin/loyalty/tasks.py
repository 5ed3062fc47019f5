"""Celery tasks of loyalty: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.loyalty.queries import program_rules
from saleor_crm_plugin.loyalty.queries.carriers import reward_carrier
from saleor_crm_plugin.loyalty.rules.expiry import local_midnight
from saleor_crm_plugin.loyalty.services import (
    actions_reward,
    batches_process,
    coupons_automatic,
    coupons_carry,
    coupons_expire,
    coupons_remind,
    ledger_prove,
    liability_snapshot,
    lots_expire,
    points_warn,
    referrals_advance,
    tiers_advance,
)
from saleor_crm_plugin.work import Work

_BATCH_SIZE_ROWS = 500
_REFERRALS_BATCH_ROWS = 50


@shared_task(name="saleor_crm_plugin.reward_actions", ignore_result=True)
def reward_actions() -> int:
    """Pay registrations, newsletters and birthdays that are due, batch by batch; returns how many were paid."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    paid = 0
    while batch := actions_reward(at=at, limit_rows=_BATCH_SIZE_ROWS):
        paid += batch
    return paid


@shared_task(name="saleor_crm_plugin.expire_points", ignore_result=True)
def expire_points() -> int:
    """Write down every expiry that is due, batch by batch; returns how many movements were written."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    written = 0
    while batch := lots_expire(at=at, limit_rows=_BATCH_SIZE_ROWS):
        written += batch
    return written


@shared_task(name="saleor_crm_plugin.snapshot_liability", ignore_result=True)
def snapshot_liability() -> None:
    """Keep what the points of the program cost at the last midnight of its calendar."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    if (rules := program_rules()) is not None:
        midnight = local_midnight(at.astimezone(rules.zone).date(), rules.zone)
        liability_snapshot(as_of_at=midnight, at=at)


@shared_task(name="saleor_crm_plugin.warn_points", ignore_result=True)
def warn_points() -> None:
    """Tell the timeline which points lapse within each number of days that the settings name."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    for within_days in current().points_warning_days_listed:
        last: int | None = 0
        while last is not None:
            last = points_warn(
                within_days=within_days,
                after_account_id=last,
                limit_rows=_BATCH_SIZE_ROWS,
                at=at,
            )


@shared_task(name="saleor_crm_plugin.prove_ledger", ignore_result=True)
def prove_ledger() -> int:
    """Prove the whole ledger once time is written down; returns how many contradictions there are, which must be 0."""
    expire_points()
    return ledger_prove(at=timezone.now()).drift_count  # noqa: TID251 a task reads the clock


@shared_task(name=Work.COUPONS.value, ignore_result=True)
def process_coupons() -> int:
    """
    Carry the coupons that wait to the host's checkout, batch by batch; returns how many were tried.

    A claim starts when its coupon's turn comes: over a network a batch could outlast the claims of its last ones.
    """
    carrier, tried, now = reward_carrier(), 0, timezone.now  # noqa: TID251 a task reads the clock
    limit_rows = _BATCH_SIZE_ROWS if carrier.is_in_process else 1
    while batch := coupons_carry(carrier=carrier, at=now(), limit_rows=limit_rows):
        tried += batch
    return tried


@shared_task(name="saleor_crm_plugin.age_coupons", ignore_result=True)
def age_coupons() -> None:
    """Issue coupons that are due by themselves, remind of those that lapse soon, write down which have lapsed."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    coupons_automatic(at=at, limit_rows=_BATCH_SIZE_ROWS)
    while coupons_remind(at=at, limit_rows=_BATCH_SIZE_ROWS):
        pass
    while coupons_expire(at=at, limit_rows=_BATCH_SIZE_ROWS):
        pass


@shared_task(name=Work.REFERRALS.value, ignore_result=True)
def advance_referrals() -> int:
    """Bring referrals to what orders and time imply, batch by batch; returns how many it looked at."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    looked_at = 0
    while batch := referrals_advance(at=at, limit_rows=_REFERRALS_BATCH_ROWS):
        looked_at += batch
    return looked_at


@shared_task(name=Work.TIERS.value, ignore_result=True)
def advance_tiers() -> int:
    """Tell the timeline which tiers time took, and work out tiers after a revision; returns how many profiles it looked at."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    looked_at = 0
    while batch := tiers_advance(at=at, limit_rows=_BATCH_SIZE_ROWS):
        looked_at += batch
    return looked_at


@shared_task(name=Work.POINTS_BATCHES.value, ignore_result=True)
def process_points_batches() -> None:
    """Give the batches of points that wait, and take back those that are reverted."""
    batches_process(clock=timezone.now)  # noqa: TID251 a task reads the clock
