"""Statements about consent, by staff for a shopper and by the shopper himself."""

import re
from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import MePayload, ProfilePayload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.profiles.queries.cards import profile_cards
from saleor_crm_plugin.profiles.services.consents import consent_change

_WORD = re.compile(r"[a-z0-9][a-z0-9_-]*")
_CHANNEL_LENGTH_MAX, _TOPIC_LENGTH_MAX = 16, 64
STAFF, STOREFRONT = "staff", "storefront"


@dataclass(frozen=True, slots=True, kw_only=True)
class MyConsentInput:
    """What the shopper says about a channel, or about one topic on it."""

    channel: str
    is_granted: bool
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentInput(MyConsentInput):
    """What a shopper told staff."""

    profile_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyConsentArguments:
    """The arguments of `crmMyConsentUpdate`."""

    input: MyConsentInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentArguments:
    """The arguments of `crmConsentUpdate`."""

    input: ConsentInput


def consent_update(inquiry: Inquiry, arguments: ConsentArguments) -> ProfilePayload:
    """
    Keep what a shopper told staff about consent.

    :raises Invalid: the channel or topic is no word.
    :raises NotFound: no live profile has this id.
    """
    profile_id = id_decode(PROFILE, arguments.input.profile_id, field="profileId")
    card = profile_cards([profile_id]).get(profile_id)
    if card is None or card.state != "active":
        raise NotFound(f"there is no live profile {profile_id}")
    _state(inquiry, profile_id, arguments.input, STAFF)
    return ProfilePayload(profile=inquiry.batches.profiles.of(profile_id))


def my_consent_update(inquiry: Inquiry, arguments: MyConsentArguments) -> MePayload:
    """
    Keep what the shopper himself says about consent.

    :raises Invalid: the channel or topic is no word.
    :raises PermissionDenied: the caller is no shopper with a profile.
    """
    profile_id = inquiry.required_profile_id()
    _state(inquiry, profile_id, arguments.input, STOREFRONT)
    return MePayload(me=inquiry.batches.profiles.of(profile_id))


def _state(inquiry: Inquiry, profile_id: int, wanted: MyConsentInput, source: str) -> None:
    consent_change(
        profile_id=profile_id,
        channel=_word(wanted.channel, "channel", _CHANNEL_LENGTH_MAX),
        topic=_word(wanted.topic, "topic", _TOPIC_LENGTH_MAX) if wanted.topic else "",
        is_granted=wanted.is_granted,
        source=source,
        actor=inquiry.caller.actor,
        stated_at=inquiry.at,
        at=inquiry.at,
    )
    inquiry.forget()


def _word(text: str, field: str, length_max: int) -> str:
    if len(text) > length_max or not _WORD.fullmatch(text):
        raise Invalid(
            f"a {field} is at most {length_max} of a-z, 0-9, _ and -, such as `email`", field=field
        )
    return text
