"""What mail providers post, and what follows."""

from datetime import UTC, datetime
from itertools import permutations
from uuid import UUID

import pytest

from saleor_crm_plugin.mail.rules.report_formats import FORMATS, ReportUnreadable, reports_read
from saleor_crm_plugin.mail.rules.reports import (
    Report,
    ReportKind,
    message_uuid,
    report_key,
    state_after,
)
from tests.factories import NOON

UUID_TEXT = "0b6f0f8e-4c0e-4c55-9a51-3f1f6b6d4f0e"
MESSAGE_ID = f"<{UUID_TEXT}@shop.example.com>"
ANN = "ann@example.com"
KIND = ReportKind


def only(provider, body) -> Report:
    (report,) = reports_read(provider, body)
    return report


def test_our_own_format_says_everything_or_only_the_kind() -> None:
    item = {
        "id": "e1",
        "kind": "bounced",
        "permanent": False,
        "message_id": MESSAGE_ID,
        "address": ANN,
        "at": "2026-03-29T12:00:00Z",
    }
    full, short = reports_read("generic", {"reports": [item, {"kind": "complained"}]})
    assert full == Report(
        kind=KIND.BOUNCED,
        is_permanent=False,
        message_id=MESSAGE_ID,
        address=ANN,
        event_id="e1",
        occurred_at=NOON,
    )
    assert short == Report(kind=KIND.COMPLAINED, is_permanent=True)


@pytest.mark.parametrize(
    ("event", "kind", "is_permanent"),
    [
        ({"RecordType": "Delivery", "DeliveredAt": "2026-03-29T12:00:00Z"}, KIND.DELIVERED, False),
        ({"RecordType": "Bounce", "Type": "HardBounce", "ID": 42}, KIND.BOUNCED, True),
        ({"RecordType": "Bounce", "Type": "BadEmailAddress"}, KIND.BOUNCED, True),
        ({"RecordType": "Bounce", "Type": "SoftBounce"}, KIND.BOUNCED, False),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, KIND.COMPLAINED, False),
        (
            {
                "RecordType": "SubscriptionChange",
                "SuppressSending": True,
                "SuppressionReason": "ManualSuppression",
            },
            KIND.UNSUBSCRIBED,
            False,
        ),
    ],
)
def test_postmark(event, kind, is_permanent) -> None:
    report = only("postmark", event | {"Email": ANN, "Metadata": {"crm": UUID_TEXT}})
    assert (report.kind, report.is_permanent, report.address) == (kind, is_permanent, ANN)
    assert message_uuid(report.message_id) == UUID(UUID_TEXT)


@pytest.mark.parametrize(
    "event",
    [
        {"RecordType": "Open"},
        {"RecordType": "Bounce", "Type": "Transient"},
        {"RecordType": "Bounce", "Type": "AutoResponder"},
        {"RecordType": "SubscriptionChange", "SuppressSending": False},
        {
            "RecordType": "SubscriptionChange",
            "SuppressSending": True,
            "SuppressionReason": "HardBounce",
        },
        {},
    ],
)
def test_postmarks_other_events_do_not_concern_us(event) -> None:
    assert reports_read("postmark", event) == []


@pytest.mark.parametrize(
    ("data", "kind", "is_permanent"),
    [
        ({"event": "delivered"}, KIND.DELIVERED, False),
        ({"event": "failed", "severity": "permanent", "reason": "bounce"}, KIND.BOUNCED, True),
        ({"event": "failed", "severity": "permanent", "reason": "old"}, KIND.BOUNCED, False),
        ({"event": "failed", "severity": "temporary", "reason": "generic"}, KIND.BOUNCED, False),
        ({"event": "complained"}, KIND.COMPLAINED, False),
        ({"event": "unsubscribed"}, KIND.UNSUBSCRIBED, False),
    ],
)
def test_mailgun(data, kind, is_permanent) -> None:
    data = data | {
        "timestamp": NOON.timestamp(),
        "recipient": ANN,
        "message": {"headers": {"message-id": MESSAGE_ID.strip("<>")}},
    }
    report = only("mailgun", {"signature": {"token": "t1"}, "event-data": data})
    assert report == Report(
        kind=kind,
        is_permanent=is_permanent,
        message_id=MESSAGE_ID.strip("<>"),
        address=ANN,
        event_id="t1",
        occurred_at=NOON,
    )


def test_sendgrid_posts_many_at_once() -> None:
    events = [
        {"event": "delivered", "sg_event_id": "1"},
        {"event": "bounce", "type": "bounce", "sg_event_id": "2"},
        {"event": "bounce", "type": "blocked", "sg_event_id": "3"},
        {"event": "spamreport", "sg_event_id": "4"},
        {"event": "group_unsubscribe", "sg_event_id": "5"},
        {"event": "open"},
        {"event": "dropped", "reason": "Bounced Address"},
    ]
    common = {"email": ANN, "smtp-id": MESSAGE_ID, "timestamp": int(NOON.timestamp())}
    found = reports_read("sendgrid", [event | common for event in events])
    assert [(one.kind, one.is_permanent, one.event_id) for one in found] == [
        (KIND.DELIVERED, False, "1"),
        (KIND.BOUNCED, True, "2"),
        (KIND.BOUNCED, False, "3"),
        (KIND.COMPLAINED, False, "4"),
        (KIND.UNSUBSCRIBED, False, "5"),
    ]
    assert {one.occurred_at for one in found} == {NOON}


@pytest.mark.parametrize(
    ("word", "kind", "is_permanent"),
    [
        ("delivered", KIND.DELIVERED, True),
        ("hard_bounce", KIND.BOUNCED, True),
        ("invalid_email", KIND.BOUNCED, True),
        ("soft_bounce", KIND.BOUNCED, False),
        ("spam", KIND.COMPLAINED, True),
        ("unsubscribe", KIND.UNSUBSCRIBED, True),
    ],
)
def test_brevo(word, kind, is_permanent) -> None:
    event = {"event": word, "email": ANN, "message-id": MESSAGE_ID}
    report = only("brevo", event | {"ts_epoch": NOON.timestamp() * 1000})
    assert (report.kind, report.is_permanent) == (kind, is_permanent)
    assert (report.message_id, report.occurred_at) == (MESSAGE_ID, NOON)


@pytest.mark.parametrize("provider", [name for name in FORMATS if name != "generic"])
@pytest.mark.parametrize("event", [{}, {"event": 7}, {"RecordType": []}, {"event-data": "x"}])
def test_an_odd_event_is_left_out_and_never_an_error(provider, event) -> None:
    assert reports_read(provider, event) == []


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("generic", {}),
        ("generic", {"reports": [{"kind": "opened"}]}),
        ("generic", {"reports": ["x"]}),
        ("generic", {"reports": [{"kind": "bounced"}] * 2001}),
        ("brevo", "text"),
        ("brevo", [1]),
        ("sendgrid", [{}] * 2001),
    ],
)
def test_what_is_no_report_is_refused(provider, body) -> None:
    with pytest.raises(ReportUnreadable):
        reports_read(provider, body)


@pytest.mark.parametrize("value", [float("inf"), 1e30, True, "yesterday", None, {}])
def test_an_odd_moment_is_no_moment(value) -> None:
    report = only("sendgrid", {"event": "delivered", "timestamp": value})
    assert report.occurred_at is None


def test_a_moment_without_a_zone_is_utc() -> None:
    (report,) = reports_read(
        "generic", {"reports": [{"kind": "bounced", "at": "2026-03-29 12:00"}]}
    )
    assert report.occurred_at == datetime(2026, 3, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "order", list(permutations([KIND.DELIVERED, KIND.BOUNCED, KIND.COMPLAINED]))
)
def test_reports_end_alike_in_any_order(order) -> None:
    state = "sent"
    for kind in order:
        state = state_after(state, kind=kind, is_permanent=True, was_handed=True) or state
    assert state == "complained"


@pytest.mark.parametrize(
    ("state", "kind", "was_handed", "after"),
    [
        ("unknown", KIND.DELIVERED, True, "delivered"),
        ("handed", KIND.DELIVERED, True, "delivered"),
        ("queued", KIND.DELIVERED, True, "delivered"),
        ("claimed", KIND.COMPLAINED, True, "complained"),
        ("queued", KIND.DELIVERED, False, None),
        ("queued", KIND.BOUNCED, True, None),
        ("suppressed", KIND.DELIVERED, True, None),
        ("bounced", KIND.DELIVERED, True, None),
        ("sent", KIND.UNSUBSCRIBED, True, None),
        ("queued", KIND.UNSUBSCRIBED, True, None),
    ],
)
def test_what_a_report_moves(state, kind, was_handed, after) -> None:
    assert state_after(state, kind=kind, is_permanent=True, was_handed=was_handed) == after


def test_a_temporary_bounce_moves_nothing() -> None:
    assert state_after("sent", kind=KIND.BOUNCED, is_permanent=False, was_handed=True) is None


def test_a_repetition_is_known_by_the_providers_name_or_by_what_it_says() -> None:
    named = [Report(kind=KIND.BOUNCED, event_id="e", address=name) for name in ("a", "b")]
    plain = [Report(kind=KIND.BOUNCED, message_id="m", occurred_at=at) for at in (NOON, None)]
    keys = [report_key(report, address_hash="h") for report in [*named, *plain]]
    assert (len(set(keys)), keys[0] == keys[1]) == (3, True)
    assert report_key(plain[0], address_hash="other") not in keys
