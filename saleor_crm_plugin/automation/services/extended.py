"""What extensions add to automation: reactions with words of their own, and actions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.automation.models import (
    Automation,
    AutomationRun,
    DeliveryKind,
    ExtensionDelivery,
)
from saleor_crm_plugin.automation.queries import automation_cards
from saleor_crm_plugin.automation.routing import REACTIONS, Reaction
from saleor_crm_plugin.automation.services.deliveries import deliveries_write
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.extensions.services import failure_record
from saleor_crm_plugin.hooks import Action, Occasion
from saleor_crm_plugin.hooks import Reaction as Declared
from saleor_crm_plugin.mail.models import MessageClass
from saleor_crm_plugin.mail.rules.liquid import Source
from saleor_crm_plugin.mail.services import template_follow
from saleor_crm_plugin.profiles.models import TimelineEvent


def reactions_in_force() -> dict[str, tuple[Reaction, ...]]:
    """Return our own reactions and those of extensions, by type of event."""
    found = dict(REACTIONS)
    for extension, declared in installed().reactions:
        reaction = _reaction(extension, declared)
        found[declared.event_type] = (*found.get(declared.event_type, ()), reaction)
    return found


def automation_slugs() -> set[str]:
    """Return the names of everything that can be switched."""
    reactions = {one.slug for found in reactions_in_force().values() for one in found}
    return reactions | {_slug(extension, action.slug) for extension, action in installed().actions}


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationState:
    """One automation that sends messages: for which event, with which template, and whether it is on."""

    slug: str
    event_type: str
    template: str
    channel: str
    is_marketing: bool
    is_active: bool


def automation_states() -> list[AutomationState]:
    """Return every automation that sends messages, by name; one that nobody has switched yet is on."""
    switched = {card.slug: card.is_active for card in automation_cards()}
    found = [
        AutomationState(
            slug=one.slug,
            event_type=event_type,
            template=one.template,
            channel=one.channel,
            is_marketing=one.message_class == MessageClass.MARKETING,
            is_active=switched.get(one.slug, True),
        )
        for event_type, reactions in reactions_in_force().items()
        for one in reactions
    ]
    return sorted(found, key=lambda state: state.slug)


def automations_named(slugs: Collection[str], *, at: datetime) -> dict[str, Automation]:
    """Return the rows of automations by name; one that nobody has switched yet is on."""
    Automation.objects.bulk_create(
        [Automation(slug=slug, is_active=True, created_at=at) for slug in sorted(slugs)],
        ignore_conflicts=True,
    )
    return {row.slug: row for row in Automation.objects.filter(slug__in=slugs)}


def occasion_of(event: TimelineEvent, occasion: Occasion) -> str:
    """Return what names the occurrence, empty when the event has no order to be named by."""
    match occasion:
        case Occasion.PROFILE:
            return str(event.profile_id)
        case Occasion.ORDER:
            return str(event.details.get("reference") or event.details.get("order_reference") or "")
        case Occasion.EVENT:
            return f"event:{event.pk}"


def words_published(reactions: Sequence[Reaction], *, at: datetime) -> set[str]:
    """
    Publish the words that extensions bring where they are missing or changed; return who can send.

    Words that are refused silence their own reaction only.
    """
    usable = {one.slug for one in reactions if not one.extension}
    for reaction in {one.slug: one for one in reactions if one.extension}.values():
        try:
            template_follow(
                slug=reaction.template,
                sources={
                    words.language_code: Source(
                        subject=words.subject, html=words.html, text=words.text
                    )
                    for words in reaction.words
                },
                sample=reaction.sample,
                at=at,
            )
        except Exception as error:  # noqa: BLE001 its savepoint is rolled back; counted and logged without its words
            name = reaction.slug.removeprefix(f"{reaction.extension}.")
            hook = f"automation_reactions:{name}"
            failure_record(slug=reaction.extension, hook=hook, error=error, at=at)
        else:
            usable.add(reaction.slug)
    return usable


def actions_note(*, events: Sequence[TimelineEvent], at: datetime) -> None:
    """Note which actions the `events` start, each once per occasion, in the transaction that announces them."""
    for extension, action in installed().actions:
        starting = [
            event
            for event in events
            if event.type in action.types and occasion_of(event, action.occasion)
        ]
        if starting:
            _action_note(extension, action, starting, at=at)


def _action_note(
    extension: str, action: Action, events: Sequence[TimelineEvent], *, at: datetime
) -> None:
    slug = _slug(extension, action.slug)
    automation = automations_named([slug], at=at)[slug]
    if not automation.is_active:
        return
    AutomationRun.objects.bulk_create(
        [
            AutomationRun(
                automation=automation,
                profile_id=event.profile_id,
                key=occasion_of(event, action.occasion),
                message_key=f"event:{event.pk}",
                started_at=at,
            )
            for event in events
        ],
        ignore_conflicts=True,
    )
    keys = {occasion_of(event, action.occasion) for event in events}
    runs = AutomationRun.objects.filter(automation=automation, key__in=keys)
    started = set(runs.values_list("message_key", flat=True))  # who ran before has another event's
    deliveries_write(
        deliveries=[
            ExtensionDelivery(
                extension=extension,
                kind=DeliveryKind.ACTION,
                handler=action.slug,
                event=event,
                key=f"{slug}:{occasion_of(event, action.occasion)}",
                due_at=at,
                created_at=at,
            )
            for event in events
            if f"event:{event.pk}" in started
        ]
    )


def _slug(extension: str, name: str) -> str:
    return f"{extension}.{name}"


def _reaction(extension: str, declared: Declared) -> Reaction:
    slug = _slug(extension, declared.slug)
    return Reaction(
        slug=slug,
        template=slug,
        occasion=Occasion(declared.occasion),
        message_class=(
            MessageClass.MARKETING if declared.is_marketing else MessageClass.TRANSACTIONAL
        ),
        topic=declared.topic,
        channel=declared.channel,
        extension=extension,
        words=declared.words,
        sample=declared.sample,
    )
