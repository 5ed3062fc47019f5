"""What the demo shop's staff wrote: notes about regulars, points that need a second person, topics of mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from saleor_crm_plugin.loyalty.services import ApprovalPolicy, adjustment_ask, request_decide
from saleor_crm_plugin.mail.rules.topics import TopicText
from saleor_crm_plugin.mail.services.topics import topic_save
from saleor_crm_plugin.profiles.services.notes import note_write

_CLERK = "staff:2"
_LEAD = "staff:3"
# What one person of the demo shop may give without a second.
ALONE_POINTS_MAX = 1000
_POLICY = ApprovalPolicy(alone_points_max=ALONE_POINTS_MAX, open_days=14)
_NOTES = (
    (
        41,
        _CLERK,
        "Buys for the tea house round the corner; wants an invoice with the company name.",
    ),
    (12, _LEAD, "Called about the late parcel. Promised to put two samples into the next one."),
    (3, _CLERK, "Asked for the spring harvest of Alishan. Write as soon as it is in."),
)
_TOPICS = {
    "newsletter": {
        "en": TopicText(name="Newsletter", description="What is new in the shop, once a month"),
        "zh-hant": TopicText(name="電子報", description="每月一封，介紹店內新消息"),
        "zh-hans": TopicText(name="电子报", description="每月一封，介绍店内新消息"),
        "ru": TopicText(name="Рассылка", description="Новости магазина, раз в месяц"),
    },
    "harvests": {
        "en": TopicText(name="New harvests", description="A mail when fresh tea has arrived"),
        "zh-hant": TopicText(name="新茶上市", description="新茶到貨時通知您"),
        "zh-hans": TopicText(name="新茶上市", description="新茶到货时通知您"),
        "ru": TopicText(name="Новый урожай", description="Письмо, когда пришёл свежий чай"),
    },
}


def topics_worded(*, at: datetime) -> None:
    """Give what shoppers agree to its words, and offer a second topic."""
    for place, (slug, texts) in enumerate(_TOPICS.items()):
        topic_save(slug=slug, texts=texts, position=place, is_offered=True, at=at)


def staff_worked(*, profile_ids: Sequence[int], at: datetime) -> None:
    """Write notes about the first of `profile_ids`; of three large gifts to the next ones, one still waits."""
    for profile_id in profile_ids[:1]:
        for days, author, text in _NOTES:
            written_at = at - timedelta(days=days)
            note_write(
                profile_id=profile_id, text=text, key=f"demo-{days}", author=author, at=written_at
            )
    wishes = (
        (1200, "ten parcels of a wedding order came broken", 9, True),
        (5000, "says that points are missing since the move", 6, False),
        (1500, "third wrong parcel in a row, and a regular", 0, None),
    )
    for profile_id, (points, reason, days, decision) in zip(profile_ids[1:], wishes, strict=False):
        asked_at = at - timedelta(days=days, hours=2)
        request = adjustment_ask(
            profile_id=profile_id,
            points=points,
            cause=f"demo-{points}",
            actor=_CLERK,
            reason=reason,
            policy=_POLICY,
            at=asked_at,
        ).request
        if request is not None and decision is not None:
            request_decide(
                request_id=request.request_id,
                is_approved=decision,
                actor=_LEAD,
                reason="the photos show it" if decision else "every order was counted",
                at=asked_at + timedelta(hours=1),
            )
