"""Changes that run the CRM: recomputation, test messages, replay of what failed."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.ingest import ITEM
from saleor_crm_plugin.api.nodes.messages import MessageNode, message_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.api.nodes.segments import RunNode, run_node
from saleor_crm_plugin.api.queries.segments import scope_number
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.ingest.services.replay import dead_replay
from saleor_crm_plugin.mail.queries import message_card, message_rows
from saleor_crm_plugin.mail.services import message_send_test as send_test
from saleor_crm_plugin.profiles.queries.cards import profile_cards
from saleor_crm_plugin.segments.services import rfm_run_request

_ITEMS_MAX = 100
_LANGUAGE_LENGTH_MAX = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeInput:
    """The scope to recompute, all when left out."""

    scope_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeArguments:
    """The arguments of `crmRfmRecompute`."""

    input: RecomputeInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputePayload(Payload):
    """The recomputation that was asked for."""

    run: RunNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTestInput:
    """What to send where; a profile lends its name, a language its words."""

    template: str
    address: str
    profile_id: str | None = None
    language_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTestArguments:
    """The arguments of `crmMessageSendTest`."""

    input: SendTestInput


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTestPayload(Payload):
    """The message that was queued."""

    message: MessageNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayInput:
    """The dead rows to replay, all of them when left out."""

    ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayArguments:
    """The arguments of `crmInboxReplay`."""

    input: ReplayInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPayload(Payload):
    """How many rows were put back."""

    replayed_count: int | None = None


def rfm_recompute(inquiry: Inquiry, arguments: RecomputeArguments) -> RecomputePayload:
    """
    Ask for a recomputation in the background.

    :raises NotFound: there is no such scope.
    """
    wanted = arguments.input or RecomputeInput()
    run = rfm_run_request(
        at=inquiry.at, actor=inquiry.caller.actor, scope_id=scope_number(wanted.scope_id)
    )
    return RecomputePayload(run=run_node(run))


def message_send_test(inquiry: Inquiry, arguments: SendTestArguments) -> SendTestPayload:
    """
    Queue a test message to an address that staff gave.

    :raises Invalid: no mail can be sent there.
    :raises NotFound: there is no such template or profile.
    """
    wanted = arguments.input
    language = wanted.language_code or ""
    if len(language) > _LANGUAGE_LENGTH_MAX:
        raise Invalid("this is not a language", field="languageCode")
    message_id = send_test(
        template=wanted.template,
        address=wanted.address,
        profile_id=_profile_id(wanted.profile_id),
        language_code=language,
        actor=inquiry.caller.actor,
        at=inquiry.at,
    )
    queued = message_card(message_rows().get(pk=message_id))
    return SendTestPayload(message=message_node(queued))


def inbox_replay(inquiry: Inquiry, arguments: ReplayArguments) -> ReplayPayload:
    """
    Put dead rows back into the inbox.

    :raises Invalid: more than 100 rows are named, or one that is none.
    """
    ids = arguments.input.ids if arguments.input else None
    if ids is not None and len(ids) > _ITEMS_MAX:
        raise Invalid(f"at most {_ITEMS_MAX} rows at a time, got {len(ids)}", field="ids")
    numbers = None if ids is None else [id_decode(ITEM, value, field="ids") for value in ids]
    return ReplayPayload(replayed_count=dead_replay(item_ids=numbers, at=inquiry.at))


def _profile_id(value: str | None) -> int | None:
    if value is None:
        return None
    profile_id = id_decode(PROFILE, value, field="profileId")
    if profile_id not in profile_cards([profile_id]):
        raise NotFound(f"there is no profile {profile_id}")
    return profile_id
