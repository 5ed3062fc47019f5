"""Changes of points, by staff and by the shopper himself."""

from collections.abc import Callable
from dataclasses import dataclass

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.loyalty import AccountNode, EntryNode, account_node, entry_node
from saleor_crm_plugin.api.nodes.points_requests import RequestNode, request_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG, EntryView, points_summary
from saleor_crm_plugin.loyalty.services import (
    ApprovalPolicy,
    account_close,
    account_reopen,
    adjustment_ask,
    program_required,
)
from saleor_crm_plugin.loyalty.services import account_freeze as freeze
from saleor_crm_plugin.loyalty.services import account_unfreeze as unfreeze
from saleor_crm_plugin.loyalty.services import points_redeem as redeem
from saleor_crm_plugin.profiles.queries.cards import profile_cards

_KEY_LENGTH_MAX = 100
_REASON_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MyRedeemInput:
    """How many points to spend; the same `key` again changes nothing."""

    points: int
    key: str
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementInput:
    """Whose points of which program to move, how many, and why."""

    points: int
    key: str

    profile_id: str
    reason: str
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyRedeemArguments:
    """The arguments of `crmMyPointsRedeem`."""

    input: MyRedeemInput


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementArguments:
    """The arguments of `crmPointsAdjust` and `crmPointsRedeem`."""

    input: MovementInput


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsPayload(Payload):
    """The movement, and what is left after it."""

    entry: EntryNode | None = None
    account: AccountNode | None = None
    request: RequestNode | None = None


def points_adjust(inquiry: Inquiry, arguments: MovementArguments) -> PointsPayload:
    """
    Add points to a profile, or take them when negative, once per key; above a limit a second person is asked.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    if wanted.points == 0:
        raise Invalid("an adjustment is of at least one point", field="points")
    settings = conf.current()
    profile_id = live_profile_number(wanted.profile_id)
    adjusted = adjustment_ask(
        profile_id=profile_id,
        points=wanted.points,
        cause=movement_cause("staff", wanted.key),
        actor=inquiry.caller.actor,
        reason=reason_checked(wanted.reason),
        policy=ApprovalPolicy(
            alone_points_max=settings.points_alone_max, open_days=settings.points_request_days
        ),
        at=inquiry.at,
        program=wanted.program or DEFAULT_SLUG,
    )
    if adjusted.entry is not None:
        return _payload(inquiry, profile_id, adjusted.entry, wanted.program)
    return PointsPayload(
        account=_account(inquiry, profile_id, wanted.program),
        request=None if adjusted.request is None else request_node(adjusted.request),
    )


def points_redeem(inquiry: Inquiry, arguments: MovementArguments) -> PointsPayload:
    """
    Spend points of a profile, once per key.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    profile_id = live_profile_number(wanted.profile_id)
    entry = redeem(
        profile_id=profile_id,
        points=_positive(wanted.points),
        cause=movement_cause("staff", wanted.key),
        actor=inquiry.caller.actor,
        reason=reason_checked(wanted.reason),
        at=inquiry.at,
        program=wanted.program or DEFAULT_SLUG,
    )
    return _payload(inquiry, profile_id, entry, wanted.program)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInput:
    """Whose account, in which program, and why."""

    profile_id: str
    reason: str
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusArguments:
    """The arguments of `crmLoyaltyAccountFreeze`, `…Unfreeze`, `…Close` and `…Reopen`."""

    input: StatusInput


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPayload(Payload):
    """The account as it is now."""

    account: AccountNode | None = None


def loyalty_account_freeze(inquiry: Inquiry, arguments: StatusArguments) -> AccountPayload:
    """
    Stop a profile from spending points; one that is frozen stays frozen.

    :raises CrmError: refused; nothing was written.
    """
    return _status_changed(inquiry, arguments.input, freeze)


def loyalty_account_unfreeze(inquiry: Inquiry, arguments: StatusArguments) -> AccountPayload:
    """
    Let a frozen profile spend again.

    :raises CrmError: refused; nothing was written.
    """
    return _status_changed(inquiry, arguments.input, unfreeze)


def loyalty_account_close(inquiry: Inquiry, arguments: StatusArguments) -> AccountPayload:
    """
    Take a profile out of a program; what it holds is forfeited.

    :raises CrmError: refused; nothing was written.
    """
    return _status_changed(inquiry, arguments.input, account_close)


def loyalty_account_reopen(inquiry: Inquiry, arguments: StatusArguments) -> AccountPayload:
    """
    Let a profile take part in a program again, without points.

    :raises CrmError: refused; nothing was written.
    """
    return _status_changed(inquiry, arguments.input, account_reopen)


def _status_changed(
    inquiry: Inquiry, wanted: StatusInput, change: Callable[..., bool]
) -> AccountPayload:
    profile_id = live_profile_number(wanted.profile_id)
    change(
        profile_id=profile_id,
        actor=inquiry.caller.actor,
        reason=reason_checked(wanted.reason),
        at=inquiry.at,
        program=_started(wanted.program),
    )
    inquiry.forget()
    return AccountPayload(account=_account(inquiry, profile_id, wanted.program))


def _started(program: str | None) -> str:
    """
    Return the program that is meant, the default one unless it is named.

    :raises NoProgram: the one that is named was never activated.
    """
    return DEFAULT_SLUG if program is None else program_required(program).slug


def _account(inquiry: Inquiry, profile_id: int, program: str | None) -> AccountNode:
    points = points_summary(profile_id=profile_id, at=inquiry.at, program=program or DEFAULT_SLUG)
    return account_node(points, inquiry.at)


def my_points_redeem(inquiry: Inquiry, arguments: MyRedeemArguments) -> PointsPayload:
    """
    Spend points of the shopper who asks, once per key.

    :raises CrmError: refused; nothing was written.
    """
    profile_id = inquiry.required_profile_id()
    program = arguments.input.program or DEFAULT_SLUG
    entry = redeem(
        profile_id=profile_id,
        points=_positive(arguments.input.points),
        cause=movement_cause("storefront", arguments.input.key),
        actor=inquiry.caller.actor,
        reason="",
        at=inquiry.at,
        program=program,
    )
    left = points_summary(profile_id=profile_id, at=inquiry.at, program=program)
    return PointsPayload(entry=entry_node(entry), account=account_node(left, inquiry.at))


def _payload(
    inquiry: Inquiry, profile_id: int, entry: EntryView, program: str | None
) -> PointsPayload:
    inquiry.forget()
    return PointsPayload(entry=entry_node(entry), account=_account(inquiry, profile_id, program))


def live_profile_number(value: str) -> int:
    """
    Return the number of a live profile.

    :raises NotFound: there is none.
    """
    profile_id = id_decode(PROFILE, value, field="profileId")
    card = profile_cards([profile_id]).get(profile_id)
    if card is None or card.state != "active":
        raise NotFound(f"there is no live profile {profile_id}")
    return profile_id


def _positive(points: int) -> int:
    if points <= 0:
        raise Invalid(f"at least one point is spent, got {points}", field="points")
    return points


def movement_cause(origin: str, key: str) -> str:
    """
    Return the ledger's key; the origin keeps shoppers' keys apart from everybody else's.

    :raises Invalid: the key is empty or too long.
    """
    if not 0 < len(key) <= _KEY_LENGTH_MAX:
        raise Invalid(f"a key has 1 to {_KEY_LENGTH_MAX} characters, got {len(key)}", field="key")
    return f"{origin}:{key}"


def reason_checked(reason: str) -> str:
    """
    Return a reason as the ledger keeps it.

    :raises Invalid: it is empty or too long.
    """
    if not 0 < len(reason) <= _REASON_LENGTH_MAX:
        raise Invalid(
            f"a reason has 1 to {_REASON_LENGTH_MAX} characters, got {len(reason)}", field="reason"
        )
    return reason
