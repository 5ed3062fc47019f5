"""Changes of referrals, by staff and the shopper."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.referrals import (
    REFERRAL,
    ReferralNode,
    ReferralTermsNode,
    referral_node,
    referral_terms_node,
)
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.loyalty import services
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.referral_views import referral_view_by_id
from saleor_crm_plugin.loyalty.rules.referrals import ReferralConfig

_REASON_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralMinimumInput:
    """What the friend's order must cost in one currency, in major units."""

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralTermsInput:
    """All terms of a program's referrals; what is left out has its default."""

    minimums: tuple[ReferralMinimumInput, ...]
    program: str | None = None
    is_active: bool | None = None
    advocate_points: int | None = None
    friend_points: int | None = None
    hold_days: int | None = None
    claim_days: int | None = None
    monthly_max: int | None = None
    is_unlimited: bool | None = None
    daily_max: int | None = None
    reverses: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDecideInput:
    """What staff think of a referral that waits."""

    id: str
    is_approved: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReferralClaimInput:
    """The code of the link that the shopper came by."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReferralCodeInput:
    """In which program to refer."""

    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsUpdateArguments:
    """The arguments of `crmReferralTermsUpdate`."""

    input: ReferralTermsInput


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideArguments:
    """The arguments of `crmReferralDecide`."""

    input: ReferralDecideInput


@dataclass(frozen=True, slots=True, kw_only=True)
class MyClaimArguments:
    """The arguments of `crmMyReferralClaim`."""

    input: MyReferralClaimInput


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCodeArguments:
    """The arguments of `crmMyReferralCodeCreate`."""

    input: MyReferralCodeInput


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPayload(Payload):
    """The terms in force now."""

    terms: ReferralTermsNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPayload(Payload):
    """The referral as it is now."""

    referral: ReferralNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCodePayload(Payload):
    """The shopper's code."""

    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyClaimPayload(Payload):
    """Whether the claim was taken."""

    is_claimed: bool = False


def terms_update(inquiry: Inquiry, arguments: TermsUpdateArguments) -> TermsPayload:
    """
    Put terms in force for claims from now on.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    terms = services.referral_terms_revise(
        program_slug=wanted.program or DEFAULT_SLUG, config=_config(wanted), at=inquiry.at
    )
    return TermsPayload(terms=referral_terms_node(terms))


def referral_decide(inquiry: Inquiry, arguments: DecideArguments) -> ReferralPayload:
    """
    Approve or reject a referral that waits for review, once.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    if not 0 < len(wanted.reason) <= _REASON_LENGTH_MAX:
        raise Invalid(f"a reason has 1 to {_REASON_LENGTH_MAX} characters", field="reason")
    referral_id = services.referral_decide(
        referral_id=id_decode(REFERRAL, wanted.id, field="id"),
        is_approved=wanted.is_approved,
        actor=inquiry.caller.actor,
        reason=wanted.reason,
        at=inquiry.at,
    )
    return ReferralPayload(referral=referral_node(referral_view_by_id(referral_id)))


def my_code_create(inquiry: Inquiry, arguments: MyCodeArguments) -> MyCodePayload:
    """
    Give the shopper who asks his code; the same one every time.

    :raises CrmError: refused; nothing was written.
    """
    code = services.referral_code_ensure(
        profile_id=inquiry.required_profile_id(),
        at=inquiry.at,
        program_slug=arguments.input.program or DEFAULT_SLUG,
    )
    return MyCodePayload(code=code)


def my_claim(inquiry: Inquiry, arguments: MyClaimArguments) -> MyClaimPayload:
    """
    Note that the shopper who asks came by a link, once.

    :raises CrmError: refused; nothing was written.
    """
    services.referral_claim(
        code=arguments.input.code, friend_id=inquiry.required_profile_id(), at=inquiry.at
    )
    return MyClaimPayload(is_claimed=True)


def _config(wanted: ReferralTermsInput) -> ReferralConfig:
    default = ReferralConfig()
    try:
        minimums = tuple(
            (one.currency, Money(one.amount, one.currency).minor) for one in wanted.minimums
        )
    except (ValueError, ArithmeticError):
        raise Invalid(
            "a minimum needs an ISO 4217 currency and an amount", field="minimums"
        ) from None
    if wanted.is_unlimited and wanted.monthly_max is not None:
        raise Invalid("a limit is either there or not", field="monthlyMax")
    monthly_max = _or(wanted.monthly_max, default.monthly_max or 0)
    try:
        return ReferralConfig(
            is_active=wanted.is_active is not False,
            advocate_points=_or(wanted.advocate_points, default.advocate_points),
            friend_points=_or(wanted.friend_points, default.friend_points),
            minimums=minimums,
            hold_days=_or(wanted.hold_days, default.hold_days),
            claim_days=_or(wanted.claim_days, default.claim_days),
            monthly_max=None if wanted.is_unlimited else monthly_max,
            daily_max=_or(wanted.daily_max, default.daily_max),
            reverses=wanted.reverses is not False,
        )
    except ValueError as error:
        raise Invalid(str(error), field="input") from None


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
