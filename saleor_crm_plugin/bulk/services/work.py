"""Does bulk jobs row by row, each in a transaction of its own together with the note that it is done."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet

from saleor_crm_plugin.bulk.models import (
    BulkAction,
    BulkJob,
    BulkJobRow,
    BulkJobState,
    BulkRowState,
)
from saleor_crm_plugin.errors import CrmError, NotFound
from saleor_crm_plugin.loyalty.services import ApprovalPolicy, adjustment_ask
from saleor_crm_plugin.profiles.queries.cards import live_profile_id, profile_cards
from saleor_crm_plugin.profiles.services.edits import ProfileEdit, profile_update
from saleor_crm_plugin.work import Work, wake

logger = logging.getLogger(__name__)

BATCH_ROWS = 50
CLAIM_SECONDS = 120
UNFORESEEN = "UNFORESEEN"


def bulk_jobs_process(
    *, clock: Callable[[], datetime], policy: ApprovalPolicy, limit_rows: int
) -> int:
    """
    Do about `limit_rows` rows of the jobs that wait, the oldest first; return how many, and wake who does the rest.

    A row is done once, however often workers are killed: its effect and its note are one transaction. A job whose
    worker died is free again after `CLAIM_SECONDS`.
    """
    done = 0
    while done < limit_rows:
        job = _claim(clock())
        if job is None:
            return done
        while done < limit_rows:
            count = _batch(job, clock, policy)
            done += count
            if not _goes_on(job, clock(), is_over=count < BATCH_ROWS):
                break
        else:
            _release(job)
    wake(Work.BULK_JOBS)
    return done


def _claim(at: datetime) -> BulkJob | None:
    job = _free(at).order_by("pk").first()
    token = uuid4().hex
    if job is None or not _free(at).filter(pk=job.pk).update(
        state=BulkJobState.RUNNING, claim_token=token, claimed_until=_claim_end(at)
    ):
        return None
    job.claim_token = token
    return job


def _free(at: datetime) -> QuerySet[BulkJob]:
    waiting = BulkJob.objects.filter(state__in=[BulkJobState.QUEUED, BulkJobState.RUNNING])
    return waiting.filter(Q(claimed_until=None) | Q(claimed_until__lte=at))


def _claim_end(at: datetime) -> datetime:
    return at + timedelta(seconds=CLAIM_SECONDS)


def _own(job: BulkJob) -> QuerySet[BulkJob]:
    """Return the job while it is this worker's and was not canceled."""
    return BulkJob.objects.filter(
        pk=job.pk, claim_token=job.claim_token, state=BulkJobState.RUNNING
    )


def _goes_on(job: BulkJob, at: datetime, *, is_over: bool) -> bool:
    if is_over:
        _own(job).update(
            state=BulkJobState.DONE, claimed_until=None, progressed_at=at, finished_at=at
        )
        return False
    return bool(_own(job).update(claimed_until=_claim_end(at), progressed_at=at))


def _release(job: BulkJob) -> None:
    _own(job).update(claimed_until=None)


def _batch(job: BulkJob, clock: Callable[[], datetime], policy: ApprovalPolicy) -> int:
    pending = BulkJobRow.objects.filter(job=job, state=BulkRowState.PENDING).order_by("pk")
    rows = list(pending[:BATCH_ROWS])
    for row in rows:
        _row(job, row, clock(), policy)
    return len(rows)


def _row(job: BulkJob, row: BulkJobRow, at: datetime, policy: ApprovalPolicy) -> None:
    try:
        with transaction.atomic():
            if _note(row, BulkRowState.DONE):
                outcome = _do(job, row.profile_id, at, policy)
                BulkJobRow.objects.filter(pk=row.pk).update(state=outcome)
    except CrmError as refusal:
        _note(row, BulkRowState.REFUSED, refusal.code)
    except OperationalError:  # the database's trouble is not the row's: it is tried again
        raise
    except Exception as error:  # noqa: BLE001 the next row deserves its turn; logged without its values
        logger.error("bulk job %s: row %s failed: %s", job.pk, row.pk, type(error).__name__)  # noqa: TRY400
        _note(row, BulkRowState.REFUSED, UNFORESEEN)


def _note(row: BulkJobRow, state: BulkRowState, code: str = "") -> bool:
    """Note what becomes of a row that nobody has done yet; return whether it was so."""
    pending = BulkJobRow.objects.filter(pk=row.pk, state=BulkRowState.PENDING)
    return bool(pending.update(state=state, code=code))


def _live(profile_id: int) -> int:
    live_id = live_profile_id(profile_id)
    if profile_cards([live_id])[live_id].state != "active":
        raise NotFound(f"there is no live profile {profile_id}")
    return live_id


def _do(job: BulkJob, profile_id: int, at: datetime, policy: ApprovalPolicy) -> BulkRowState:
    live_id = _live(profile_id)
    if job.action == BulkAction.TAG:
        profile_update(
            profile_id=live_id,
            edit=ProfileEdit(
                values={}, tags_added=job.wish["add_tags"], tags_removed=job.wish["remove_tags"]
            ),
            actor=job.actor,
            at=at,
        )
        return BulkRowState.DONE
    adjusted = adjustment_ask(
        profile_id=live_id,
        points=job.wish["points"],
        cause=f"job:{job.pk}",
        actor=job.actor,
        reason=job.wish["reason"],
        policy=policy,
        at=at,
    )
    return BulkRowState.DONE if adjusted.request is None else BulkRowState.REQUESTED
