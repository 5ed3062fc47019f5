"""Notes that a link was opened, and judges afterwards whether by a person."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail.models import Click, Link, Message
from saleor_crm_plugin.mail.queries.clicks import clicks_may_be_noted
from saleor_crm_plugin.mail.rules.clicks import JUDGED_AFTER, Opening, is_burst, program_reason
from saleor_crm_plugin.mail.services.link_tokens import Purpose, token_read
from saleor_crm_plugin.profiles.queries.cards import live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.consents import consents_of
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


@transaction.atomic
def click_record(
    *, token: str, method: str, user_agent: str, purpose: str, settings: CrmSettings, at: datetime
) -> str:
    """
    Note that the link of `token` was opened, and return where it leads.

    Without its message for a shopper who does not want that; not at all for a test message. Neither the browser's
    name nor an address is kept.

    :raises NotFound: not a token of ours.
    """
    uuid, link = _read(token)
    message = Message.objects.filter(uuid=uuid).order_by("pk").first()
    if message is not None and message.is_test:
        return link.url
    opening = Opening(
        method=method,
        user_agent=user_agent,
        purpose=purpose,
        opened_at=at,
        handed_at=message.handed_at if message else None,
    )
    reason = program_reason(opening)
    if message is not None and not _may_be_noted(message, settings):
        message = None
    undecided = None if message is not None else True
    Click.objects.create(
        link=link,
        message=message,
        is_human=False if reason else undecided,
        reason=reason,
        clicked_at=at,
    )
    return link.url


@transaction.atomic
def clicks_judge(*, at: datetime, limit_rows: int) -> int:
    """
    Judge up to `limit_rows` clicks that are old enough, oldest first; return how many.

    A person's first click of each link of a message stands on the timeline, as a live event. Any number of
    workers may run at once.
    """
    rows = list(
        Click.objects.filter(is_human__isnull=True, clicked_at__lte=at - JUDGED_AFTER)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("link", "message__template")
        .order_by("clicked_at", "pk")[:limit_rows]
    )
    opened = _openings({row.message_id for row in rows if row.message_id is not None})
    events = []
    for row in rows:
        others = opened[row.message_id or 0]
        row.is_human = not is_burst(clicked_at=row.clicked_at, others=others)
        row.reason = "" if row.is_human else "burst"
        if row.is_human and row.message is not None:
            events += _events(row, row.message)
    Click.objects.bulk_update(rows, ["is_human", "reason"], batch_size=500)
    events_record(events=events, at=at)
    return len(rows)


def _openings(message_ids: Collection[int]) -> dict[int, list[tuple[int, datetime]]]:
    found: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    clicks = Click.objects.filter(message_id__in=message_ids)
    for message_id, link_id, clicked_at in clicks.values_list(
        "message_id", "link_id", "clicked_at"
    ):
        found[message_id or 0].append((link_id, clicked_at))
    return found


def _events(click: Click, message: Message) -> list[NewEvent]:
    if message.profile_id is None:
        return []
    profile_id = live_profile_id(message.profile_id)
    if profile_cards({profile_id})[profile_id].state != "active":
        return []
    return [
        NewEvent(
            profile_id=profile_id,
            type=EventType.MESSAGE_CLICKED,
            key=f"{message.uuid.hex}:{click.link_id}",
            occurred_at=click.clicked_at,
            is_live=True,
            details={
                "message_id": message.pk,
                "link_id": click.link_id,
                "tag": click.link.tag,
                "template": message.template.slug,
                "topic": message.topic,
            },
        )
    ]


def _may_be_noted(message: Message, settings: CrmSettings) -> bool:
    if message.profile_id is None:
        return False
    profile_id = live_profile_id(message.profile_id)
    if profile_cards({profile_id})[profile_id].state != "active":
        return False
    return clicks_may_be_noted(
        consents_of(profile_ids={profile_id})[profile_id],
        needs_consent=settings.mail_clicks_need_consent,
    )


def _read(token: str) -> tuple[UUID, Link]:
    uuid, _, number = token_read(Purpose.CLICK, token).partition("-")
    link = Link.objects.filter(pk=int(number)).order_by("pk").first()
    if link is None:
        raise NotFound("the link is not known any more")
    return UUID(uuid), link
