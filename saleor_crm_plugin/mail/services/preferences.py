"""The preferences page: what its link's token opens, and what its form states."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail.models import Message, MessageClass, Suppression, SuppressionReason
from saleor_crm_plugin.mail.queries.clicks import (
    TRACKING,
    TRACKING_CLICKS,
    clicks_may_be_noted,
)
from saleor_crm_plugin.mail.queries.preferences import Choice, choices, preferences_said
from saleor_crm_plugin.mail.queries.recipients import CHANNEL
from saleor_crm_plugin.mail.queries.topics import topic_cards
from saleor_crm_plugin.mail.rules.addresses import address_hash, address_masked
from saleor_crm_plugin.mail.rules.preferences import Action, Preferences, Statement, statements
from saleor_crm_plugin.mail.services.link_tokens import Purpose, token_message, token_sign
from saleor_crm_plugin.profiles.queries.cards import ProfileCard, live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.consents import consents_of
from saleor_crm_plugin.profiles.services.consents import consent_change, consent_lift

_SOURCE = "preferences"
# Stands among the topics of the form; no topic's slug can have a colon.
CLICKS_NAME = "tracking:clicks"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesCard:
    """
    What the page of a link shows; `language_code` is the shopper's, and may be empty.

    `clicks_are_noted` is empty where no mail's clicks are.
    """

    address_masked: str
    language_code: str
    choices: tuple[Choice, ...]
    is_test: bool
    clicks_are_noted: bool | None


def preferences_token(message_uuid: UUID) -> str:
    """Return the token of a message's preferences link: a random number and a signature."""
    return token_sign(Purpose.PREFERENCES, message_uuid.hex)


def preferences_card(
    *, token: str, languages: Sequence[str], settings: CrmSettings
) -> PreferencesCard:
    """
    Return what the page of the link shows; writes nothing.

    `languages` are the reader's, best first; the shopper's own goes before them.

    :raises NotFound: not a token of ours, or nobody's any more.
    """
    message = token_message(Purpose.PREFERENCES, token)
    card = _reader(message)
    readable = [*([card.language_code] if card and card.language_code else []), *languages]
    said = _said(card.profile_id) if card else Preferences(whole=None, topics={})
    return PreferencesCard(
        address_masked=address_masked(card.email if card else ""),
        language_code=card.language_code if card else "",
        choices=_choices(message, said, readable),
        is_test=message.is_test,
        clicks_are_noted=_clicks_are_noted(card, settings),
    )


@transaction.atomic
def preferences_save(
    *,
    token: str,
    shown: Collection[str],
    wanted: Collection[str],
    settings: CrmSettings,
    at: datetime,
) -> int:
    """
    State what the shopper ticked: of the topics that were `shown`, the `wanted` ones; return how many statements.

    `CLICKS_NAME` among them stands for whether his clicks may be noted.

    Nothing wanted at all revokes the whole channel, also for topics to come. Effective at once for everything not
    handed over yet. The same choice again writes nothing, and a test message never does. Who asks for mail again
    is taken off the list of those who unsubscribed at the mail provider; complaints and bounces stay.

    :raises NotFound: not a token of ours, or nobody's any more; nothing was written.
    """
    message = token_message(Purpose.PREFERENCES, token)
    card = _reader(message)
    if card is None:
        return 0
    clicks = _clicks_state(card, shown=shown, wanted=wanted, settings=settings, at=at)
    said = _said(card.profile_id)
    known = {choice.topic for choice in _choices(message, said)}
    shown, wanted = known & set(shown), known & set(shown) & set(wanted)
    if wanted:
        todo = statements(said, shown=shown, wanted=wanted)
    else:
        todo = [] if said.whole is False else [Statement("", Action.REVOKE)]
    changed = sum(_state(card.profile_id, one, at=at) for one in todo)
    if wanted:
        _resubscribe(card, settings=settings)
    return changed + clicks


def _clicks_are_noted(card: ProfileCard | None, settings: CrmSettings) -> bool | None:
    if settings.mail_click_tracking == "none":
        return None
    states = consents_of(profile_ids={card.profile_id})[card.profile_id] if card else []
    return clicks_may_be_noted(states, needs_consent=settings.mail_clicks_need_consent)


def _clicks_state(
    card: ProfileCard,
    *,
    shown: Collection[str],
    wanted: Collection[str],
    settings: CrmSettings,
    at: datetime,
) -> bool:
    is_wanted = CLICKS_NAME in wanted
    if CLICKS_NAME not in shown or _clicks_are_noted(card, settings) in {None, is_wanted}:
        return False
    return consent_change(
        profile_id=card.profile_id,
        channel=TRACKING,
        topic=TRACKING_CLICKS,
        is_granted=is_wanted,
        source=_SOURCE,
        actor="",
        stated_at=at,
        at=at,
    )


def _resubscribe(card: ProfileCard, *, settings: CrmSettings) -> None:
    Suppression.objects.filter(
        channel=CHANNEL,
        address_hash=address_hash(card.email, key=hash_key(settings)),
        reason=SuppressionReason.UNSUBSCRIBE,
    ).delete()


def _state(profile_id: int, statement: Statement, *, at: datetime) -> bool:
    if statement.action is Action.LIFT:
        return consent_lift(
            profile_id=profile_id,
            channel=CHANNEL,
            source=_SOURCE,
            actor="",
            stated_at=at,
            at=at,
        )
    return consent_change(
        profile_id=profile_id,
        channel=CHANNEL,
        topic=statement.topic,
        is_granted=statement.action is Action.GRANT,
        source=_SOURCE,
        actor="",
        stated_at=at,
        at=at,
    )


def _reader(message: Message) -> ProfileCard | None:
    """Return whose choices the link shows; `None` for a test, whose link is in the hands of staff."""
    if message.is_test or message.profile_id is None:
        return None
    profile_id = live_profile_id(message.profile_id)
    card = profile_cards({profile_id})[profile_id]
    if card.state != "active":
        raise NotFound("the shopper of this link is not known any more")
    return card


def _said(profile_id: int) -> Preferences:
    return preferences_said(consents_of(profile_ids={profile_id})[profile_id])


def _choices(
    message: Message, said: Preferences, languages: Sequence[str] = ()
) -> tuple[Choice, ...]:
    also = {message.topic} if message.message_class == MessageClass.MARKETING else set()
    return choices(said=said, topics=topic_cards(), languages=languages, also=also)
