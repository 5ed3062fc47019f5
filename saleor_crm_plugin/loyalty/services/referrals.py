"""Sets up referrals, hands out codes, takes claims and staff's decisions; what became of each is worked out elsewhere."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Q

from saleor_crm_plugin.errors import Conflict, CrmError, NotFound
from saleor_crm_plugin.loyalty.models import (
    LoyaltyProgram,
    ProgramStatus,
    Referral,
    ReferralCode,
    ReferralRevision,
    ReferralTouch,
)
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.referrals import ReferralTerms, referral_terms, terms_of
from saleor_crm_plugin.loyalty.rules.referrals import (
    ReferralConfig,
    ReferralState,
    referral_config_encoded,
)
from saleor_crm_plugin.loyalty.services.referral_converge import referrals_converge
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.work import Work, wake

# No vowels and nothing that looks like something else; 31^12 codes cannot be guessed.
_LETTERS = "23456789bcdfghjkmnpqrstvwxyzBCD"
_CODE_LENGTH = 12
REASON_LENGTH_MAX = 200


class ReferralImpossible(CrmError):
    """A code cannot be claimed, or none can be had; nothing was written."""

    code: ClassVar[str] = "REFERRAL_IMPOSSIBLE"


@transaction.atomic
def referral_terms_revise(
    *, program_slug: str, config: ReferralConfig, at: datetime
) -> ReferralTerms:
    """
    Put terms in force for claims from `at` on; the same again makes no new revision.

    :raises NotFound: there is no such program.
    """
    program = LoyaltyProgram.objects.select_for_update().filter(slug=program_slug).first()
    if program is None:
        raise NotFound(f"there is no program {program_slug!r}")
    known = referral_terms(program=program_slug)
    if known is not None and known.config == config:
        return known
    return terms_of(
        ReferralRevision.objects.create(
            program=program,
            number=(known.number if known else 0) + 1,
            config=referral_config_encoded(config),
            valid_from=at,
            created_at=at,
        )
    )


@transaction.atomic
def referral_code_ensure(*, profile_id: int, at: datetime, program_slug: str = DEFAULT_SLUG) -> str:
    """
    Return the code of a profile's link, making it the first time.

    :raises ReferralImpossible: the program takes no referrals.
    """
    terms = _terms_required(program_slug)
    # The lock on the program makes two requests at once end in one code.
    LoyaltyProgram.objects.select_for_update().get(pk=terms.program_id)
    codes = ReferralCode.objects.filter(
        program_id=terms.program_id, profile_id=profile_id, is_active=True
    )
    code = codes.order_by("pk").values_list("code", flat=True).first()
    if code is None:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        ReferralCode.objects.create(
            program_id=terms.program_id, profile_id=profile_id, code=code, created_at=at
        )
    return code


@transaction.atomic
def referral_claim(*, code: str, friend_id: int, at: datetime) -> int:
    """
    Note that `friend_id` came by the link with `code`, once; returns the referral.

    Whether it will bring anything is not told: a rejected claim looks like any other.

    :raises NotFound: there is no such code.
    :raises ReferralImpossible: it is the friend's own code, or the program takes no referrals.
    :raises Conflict: the friend came by another link before.
    """
    owner = ReferralCode.objects.filter(code=code, is_active=True).select_related("program").first()
    if owner is None:
        raise NotFound("there is no such referral code")
    terms = _terms_required(owner.program.slug)
    if owner.profile_id == friend_id:
        raise ReferralImpossible("nobody refers himself")
    referral, is_new = Referral.objects.get_or_create(
        program_id=terms.program_id,
        friend_id=friend_id,
        is_superseded=False,
        defaults={
            "revision_id": terms.revision_id,
            "code": owner,
            "advocate_id": owner.profile_id,
            "claimed_at": at,
            "due_at": at,
        },
    )
    if not is_new and referral.code_id != owner.pk:
        raise Conflict("another referral code was claimed before")
    if is_new:
        claim_announce(referral, is_live=True, at=at)
        referrals_converge(advocate_ids=[owner.profile_id], at=at)
    return referral.pk


@transaction.atomic
def referral_decide(
    *, referral_id: int, is_approved: bool, actor: str, reason: str, at: datetime
) -> int:
    """
    Write down what staff think of a referral that waits for review, once; returns it.

    :raises NotFound: there is no such referral.
    :raises Conflict: it does not wait for review, or was decided otherwise.
    """
    referral = Referral.objects.select_for_update().filter(pk=referral_id).first()
    if referral is None:
        raise NotFound(f"there is no referral {referral_id}")
    if referral.staff_approved is is_approved:
        return referral.pk
    if referral.staff_approved is not None or referral.state != ReferralState.REVIEW:
        raise Conflict(f"referral {referral_id} is {referral.state} and waits for nobody")
    referral.staff_approved, referral.decided_at = is_approved, at
    referral.decided_by, referral.decision_reason = actor, reason[:REASON_LENGTH_MAX]
    referral.save(update_fields=["staff_approved", "decided_at", "decided_by", "decision_reason"])
    referrals_converge(advocate_ids=[referral.advocate_id], at=at)
    return referral.pk


def referrals_touch(*, profile_ids: Collection[int], at: datetime) -> None:
    """
    Ask a task to look at the referrals of profiles whose orders or identity changed.

    A row and no work: the caller may hold locks on accounts that the rewards need too.
    """
    if not profile_ids or not ReferralRevision.objects.exists():
        return
    about = Referral.objects.filter(Q(friend_id__in=profile_ids) | Q(advocate_id__in=profile_ids))
    concerned = {
        side for pair in about.values_list("friend_id", "advocate_id") for side in pair
    } & set(profile_ids)
    carrying = Order.objects.filter(profile_id__in=profile_ids).exclude(referral_code="")
    concerned |= set(carrying.values_list("profile_id", flat=True))
    if concerned:
        ReferralTouch.objects.bulk_create(
            [ReferralTouch(profile_id=pk, touched_at=at) for pk in sorted(concerned)]
        )
        wake(Work.REFERRALS)


def claim_announce(referral: Referral, *, is_live: bool, at: datetime) -> None:
    """Tell the advocate's timeline that somebody came by the link, not who."""
    events_record(
        events=[
            NewEvent(
                profile_id=referral.advocate_id,
                type=EventType.REFERRAL_CLAIMED,
                key=str(referral.pk),
                occurred_at=referral.claimed_at,
                is_live=is_live,
                details={"referral_id": referral.pk},
            )
        ],
        at=at,
    )


def _terms_required(program_slug: str) -> ReferralTerms:
    terms = referral_terms(program=program_slug)
    program = LoyaltyProgram.objects.filter(slug=program_slug, status=ProgramStatus.ACTIVE)
    if terms is None or not terms.config.is_active or not program.exists():
        raise ReferralImpossible("the program takes no referrals")
    return terms
