"""
Reads what mail providers post about messages.

Sources: the providers' public documentation of their webhooks, and the mapping of django-anymail 15.2 (BSD), which
was compared word by word. Anymail itself is not used: it answers through signals, needs the whole of its settings,
has dropped SendGrid, and does not tell Brevo's and Postmark's temporary bounces from permanent ones.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeGuard

from saleor_crm_plugin.mail.rules.reports import Report, ReportKind

_REPORTS_MAX = 2_000
_TEXT_LENGTH_MAX = 500
Json = Mapping[str, object]


class ReportUnreadable(ValueError):
    """A body is not what this provider posts; nothing of it was kept."""


def reports_read(provider: str, body: object) -> list[Report]:
    """
    Return the reports in a decoded JSON body, those that concern us; others (opened, deferred, …) are left out.

    :raises ReportUnreadable: the body has another shape, or more than 2,000 events.
    """
    events: Sequence[object] = body if isinstance(body, list) else [body]
    if len(events) > _REPORTS_MAX:
        raise ReportUnreadable(f"more than {_REPORTS_MAX} events in one request")
    found: list[Report] = []
    for event in events:
        if not _is_object(event):
            raise ReportUnreadable("an event is an object")
        found += FORMATS[provider](event)
    return found


def _generic(event: Json) -> list[Report]:
    """Our own format, for everything that can post JSON; see docs/delivery-reports.md."""
    items = event.get("reports")
    if not isinstance(items, list) or len(items) > _REPORTS_MAX or not all(map(_is_object, items)):
        raise ReportUnreadable(f"`reports` is a list of at most {_REPORTS_MAX} objects")
    found = []
    for item in items:
        kind = _text(item, "kind")
        if kind not in set(ReportKind):
            raise ReportUnreadable(f"no such kind of report: {kind[:20]!r}")
        found.append(
            Report(
                kind=ReportKind(kind),
                is_permanent=item.get("permanent") is not False,
                message_id=_text(item, "message_id"),
                address=_text(item, "address"),
                event_id=_text(item, "id"),
                occurred_at=_instant(item.get("at")),
            )
        )
    return found


_POSTMARK = {
    "Delivery": (ReportKind.DELIVERED, "DeliveredAt"),
    "Bounce": (ReportKind.BOUNCED, "BouncedAt"),
    "SpamComplaint": (ReportKind.COMPLAINED, "BouncedAt"),
    "SubscriptionChange": (ReportKind.UNSUBSCRIBED, "ChangedAt"),
}
_POSTMARK_HARD = {"HardBounce", "BadEmailAddress"}
_POSTMARK_BOUNCES = {*_POSTMARK_HARD, "SoftBounce"}


def _postmark(event: Json) -> list[Report]:
    record = _POSTMARK.get(_text(event, "RecordType"))
    if record is None:
        return []
    kind, moment = record
    bounce_type = _text(event, "Type")
    if kind is ReportKind.BOUNCED and bounce_type not in _POSTMARK_BOUNCES:
        return []
    if kind is ReportKind.UNSUBSCRIBED and not _is_postmark_unsubscription(event):
        return []
    return [
        Report(
            kind=kind,
            is_permanent=bounce_type in _POSTMARK_HARD,
            message_id=_candidates(event, "Metadata") or _text(event, "MessageID"),
            address=_text(event, "Email") or _text(event, "Recipient"),
            event_id=_number(event, "ID"),
            occurred_at=_instant(event.get(moment)),
        )
    ]


def _is_postmark_unsubscription(event: Json) -> bool:
    return (
        event.get("SuppressSending") is True
        and _text(event, "SuppressionReason") == "ManualSuppression"
    )


_MAILGUN = {
    "delivered": ReportKind.DELIVERED,
    "failed": ReportKind.BOUNCED,
    "complained": ReportKind.COMPLAINED,
    "unsubscribed": ReportKind.UNSUBSCRIBED,
}


def _mailgun(event: Json) -> list[Report]:
    data = _child(event, "event-data")
    kind = _MAILGUN.get(_text(data, "event"))
    if kind is None:
        return []
    is_ours = _text(data, "reason") in {"bounce", "suppress-bounce"}
    return [
        Report(
            kind=kind,
            is_permanent=_text(data, "severity") == "permanent" and is_ours,
            message_id=_text(_child(_child(data, "message"), "headers"), "message-id"),
            address=_text(data, "recipient"),
            event_id=_text(_child(event, "signature"), "token"),
            occurred_at=_instant(data.get("timestamp")),
        )
    ]


_SENDGRID = {
    "delivered": ReportKind.DELIVERED,
    "bounce": ReportKind.BOUNCED,
    "spamreport": ReportKind.COMPLAINED,
    "unsubscribe": ReportKind.UNSUBSCRIBED,
    "group_unsubscribe": ReportKind.UNSUBSCRIBED,
}


def _sendgrid(event: Json) -> list[Report]:
    kind = _SENDGRID.get(_text(event, "event"))
    if kind is None:
        return []
    return [
        Report(
            kind=kind,
            is_permanent=_text(event, "type") == "bounce",  # `blocked` is temporary
            message_id=_text(event, "smtp-id"),
            address=_text(event, "email"),
            event_id=_text(event, "sg_event_id"),
            occurred_at=_instant(event.get("timestamp")),
        )
    ]


_BREVO = {
    "delivered": ReportKind.DELIVERED,
    "hard_bounce": ReportKind.BOUNCED,
    "invalid_email": ReportKind.BOUNCED,
    "soft_bounce": ReportKind.BOUNCED,
    "spam": ReportKind.COMPLAINED,
    "complaint": ReportKind.COMPLAINED,
    "unsubscribe": ReportKind.UNSUBSCRIBED,
}
_MILLISECONDS = 1000


def _brevo(event: Json) -> list[Report]:
    word = _text(event, "event")
    kind = _BREVO.get(word)
    if kind is None:
        return []
    moment = event.get("ts_epoch")  # in milliseconds; the other fields follow the account's zone
    at = moment / _MILLISECONDS if isinstance(moment, int | float) else None
    return [
        Report(
            kind=kind,
            is_permanent=word != "soft_bounce",
            message_id=_text(event, "message-id"),
            address=_text(event, "email"),
            occurred_at=_instant(at),
        )
    ]


FORMATS: dict[str, Callable[[Json], list[Report]]] = {
    "generic": _generic,
    "postmark": _postmark,
    "mailgun": _mailgun,
    "sendgrid": _sendgrid,
    "brevo": _brevo,
}


def _is_object(value: object) -> TypeGuard[Json]:
    return isinstance(value, dict)


def _child(event: Json, name: str) -> Json:
    found = event.get(name)
    return found if _is_object(found) else {}


def _text(event: Json, name: str) -> str:
    found = event.get(name)
    return found[:_TEXT_LENGTH_MAX].replace("\x00", "") if isinstance(found, str) else ""


def _number(event: Json, name: str) -> str:
    found = event.get(name)
    return str(found) if isinstance(found, int) else ""


def _candidates(event: Json, name: str) -> str:
    """Return what the shop's mail server attached to the message: texts by name."""
    return " ".join(value[:100] for value in _child(event, name).values() if isinstance(value, str))


def _instant(value: object) -> datetime | None:
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
