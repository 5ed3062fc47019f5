"""Changes of rewards for actions, and events that apps tell."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.commands.loyalty import live_profile_number
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.actions import (
    ACTION_REWARD,
    ActionRewardNode,
    action_reward_node,
)
from saleor_crm_plugin.api.nodes.loyalty import EntryNode, entry_node
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty import services
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.actions import ActionKind

_REFERENCE_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardTermsInput:
    """Everything about a reward that staff may change."""

    name: str
    points: int
    month_points_max: int | None = None
    budget_points: int | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardCreateInput:
    """A new reward."""

    slug: str
    kind: str
    terms: ActionRewardTermsInput
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardUpdateInput:
    """New terms of a reward, or whether it gives points."""

    id: str
    terms: ActionRewardTermsInput | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRewardInput:
    """What a shopper did; the same reference again changes nothing."""

    profile_id: str
    event: str
    reference: str
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardCreateArguments:
    """The arguments of `crmActionRewardCreate`."""

    input: ActionRewardCreateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardUpdateArguments:
    """The arguments of `crmActionRewardUpdate`."""

    input: ActionRewardUpdateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRewardArguments:
    """The arguments of `crmPointsEventReward`."""

    input: EventRewardInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardPayload(Payload):
    """The reward as it is now."""

    reward: ActionRewardNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRewardPayload(Payload):
    """The movement; none when a limit or the budget left nothing."""

    entry: EntryNode | None = None


def action_reward_create(
    inquiry: Inquiry, arguments: ActionRewardCreateArguments
) -> ActionRewardPayload:
    """
    Write a reward; it gives nothing until it is switched on.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    view = services.action_reward_create(
        slug=wanted.slug,
        kind=ActionKind[wanted.kind],
        terms=_terms(wanted.terms),
        at=inquiry.at,
        program=wanted.program or DEFAULT_SLUG,
    )
    return ActionRewardPayload(reward=action_reward_node(view))


def action_reward_update(
    inquiry: Inquiry, arguments: ActionRewardUpdateArguments
) -> ActionRewardPayload:
    """
    Change what an action brings from now on, or whether it brings anything.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    reward_id = id_decode(ACTION_REWARD, wanted.id, field="id")
    if (wanted.terms is None) == (wanted.is_active is None):
        raise Invalid("either terms or isActive is given", field="terms")
    if wanted.terms is not None:
        terms = _terms(wanted.terms)
        view = services.action_reward_revise(reward_id=reward_id, terms=terms, at=inquiry.at)
    elif wanted.is_active:
        view = services.action_reward_activate(reward_id=reward_id, at=inquiry.at)
    else:
        view = services.action_reward_stop(reward_id=reward_id, at=inquiry.at)
    return ActionRewardPayload(reward=action_reward_node(view))


def event_reward(inquiry: Inquiry, arguments: EventRewardArguments) -> EventRewardPayload:
    """
    Give the points of an event, once for each reference.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    if not 0 < len(wanted.reference) <= _REFERENCE_LENGTH_MAX:
        raise Invalid(
            f"a reference has 1 to {_REFERENCE_LENGTH_MAX} characters, got {len(wanted.reference)}",
            field="reference",
        )
    entry = services.event_reward(
        profile_id=live_profile_number(wanted.profile_id),
        slug=wanted.event,
        reference=wanted.reference,
        actor=inquiry.caller.actor,
        at=inquiry.at,
        program=wanted.program or DEFAULT_SLUG,
    )
    return EventRewardPayload(entry=None if entry is None else entry_node(entry))


def _terms(given: ActionRewardTermsInput) -> services.ActionRewardTerms:
    return services.ActionRewardTerms(
        name=given.name,
        points=given.points,
        month_points_max=given.month_points_max,
        budget_points=given.budget_points,
        ends_at=given.ends_at,
    )
