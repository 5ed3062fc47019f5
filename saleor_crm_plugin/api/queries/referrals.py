"""Questions about referrals."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode
from saleor_crm_plugin.api.nodes.referrals import (
    MyReferralLinkNode,
    MyReferralNode,
    ReferralNode,
    ReferralTermsNode,
    my_referral_node,
    referral_node,
    referral_terms_node,
)
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.referral_views import (
    referral_code_of,
    referral_rows,
    referral_view,
    rewarded_count,
)
from saleor_crm_plugin.loyalty.queries.referrals import referral_terms

_NEWEST_FIRST = Order(columns=("-claimed_at", "-pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsArguments:
    """Of which program the terms are wanted."""

    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralsArguments(PageArguments):
    """Which referrals are wanted."""

    states: tuple[str, ...] | None = None
    advocate_id: str | None = None


def terms_found(_inquiry: Inquiry, arguments: TermsArguments) -> ReferralTermsNode | None:
    """Return the terms in force, None before the first."""
    terms = referral_terms(program=arguments.program or DEFAULT_SLUG)
    return None if terms is None else referral_terms_node(terms)


def referral_page(inquiry: Inquiry, arguments: ReferralsArguments) -> Connection[ReferralNode]:
    """
    Return a page of referrals, the latest claim first.

    :raises Invalid: the page or the advocate's id is not acceptable.
    """
    number = arguments.advocate_id
    rows = referral_rows(
        states=[state.lower() for state in arguments.states or ()],
        advocate_id=None if number is None else id_decode(PROFILE, number, field="advocateId"),
    )
    connection = page(
        rows,
        order=_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda found: [referral_node(referral_view(row)) for row in found],
    )
    inquiry.batches.expect_profiles(
        side for node in connection.nodes for side in (node.advocate_id, node.friend_id)
    )
    return connection


def referral_advocate(inquiry: Inquiry, referral: ReferralNode) -> ProfileNode | None:
    """Return who shared the link."""
    return inquiry.batches.profiles.get(referral.advocate_id)


def referral_friend(inquiry: Inquiry, referral: ReferralNode) -> ProfileNode | None:
    """Return who came by it."""
    return inquiry.batches.profiles.get(referral.friend_id)


def my_link(inquiry: Inquiry, arguments: TermsArguments) -> MyReferralLinkNode | None:
    """Return what the shopper who asks needs to share his link; None while nothing is offered."""
    profile_id = inquiry.required_profile_id()
    terms = referral_terms(program=arguments.program or DEFAULT_SLUG)
    if terms is None or not terms.config.is_active:
        return None
    return MyReferralLinkNode(
        code=referral_code_of(profile_id=profile_id, program_id=terms.program_id),
        rewarded_count=rewarded_count(profile_id=profile_id, program_id=terms.program_id),
        terms=referral_terms_node(terms),
    )


def my_referral_page(inquiry: Inquiry, arguments: PageArguments) -> Connection[MyReferralNode]:
    """
    Return a page of who came by the link of the shopper who asks, without who they are.

    :raises Invalid: the page is not acceptable.
    """
    return page(
        referral_rows(advocate_id=inquiry.required_profile_id()),
        order=_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda found: [my_referral_node(referral_view(row)) for row in found],
    )
