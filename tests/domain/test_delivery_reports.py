"""Delivery reports over HTTP: who may post, what is kept, what takes effect."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import include, path

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.mail.models import DeliveryReport, Message, Suppression
from saleor_crm_plugin.mail.queries.reports import ReportCounts, report_counts
from saleor_crm_plugin.mail.rules.addresses import address_hash
from saleor_crm_plugin.mail.rules.reports import Report, ReportKind
from saleor_crm_plugin.mail.services import outbox_deliver, reports_accept, reports_apply
from saleor_crm_plugin.mail.tasks import apply_reports
from saleor_crm_plugin.profiles.models import Consent, TimelineEvent
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from tests.domain.test_outbox_deliver import consent, queue
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [path("", include("saleor_crm_plugin.web.urls"))]
SECRET = "s" * 24
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _secret():
    with override_settings(SALEOR_CRM={"report_secret": SECRET}):
        yield


@pytest.fixture
def profile():
    profile = make_profile(email="ann@example.com")
    consent(profile)
    return profile


def hashed(address: str) -> str:
    return address_hash(address, key=hash_key(CrmSettings()))


def mailed(profile, **values) -> Message:
    values = {"message_class": "marketing", "topic": "offers"} | values
    message = queue(profile, **values)
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
    message.refresh_from_db()
    return message


def post(provider="brevo", body=None, *, secret=SECRET, **headers):
    return Client(enforce_csrf_checks=True).post(
        f"/reports/{provider}/{secret}" if secret else f"/reports/{provider}",
        body if isinstance(body, str) else json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def signed(body: str, *, key: str = SECRET):
    signature = hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()
    return post("generic", body, secret="", **{"X-CRM-Signature": f"sha256={signature}"})


def told(kind: ReportKind, message: Message | None = None, **values) -> None:
    """Keep one report and apply it."""
    if message is not None:
        values["message_id"] = message.message_id
    values = {"kind": kind, "is_permanent": True, "occurred_at": NOON} | values
    reports_accept(provider="brevo", reports=[Report(**values)], settings=CrmSettings(), at=LATER)
    reports_apply(at=LATER, limit_rows=10)
    if message is not None:
        message.refresh_from_db()


def suppressed() -> list[tuple[str, str, str]]:
    rows = Suppression.objects.order_by("pk").values_list("reason", "scope", "address_hash")
    return list(rows)


def events() -> list[str]:
    return list(
        TimelineEvent.objects.filter(type__startswith="message_")
        .order_by("pk")
        .values_list("type", flat=True)
    )


def test_a_providers_post_is_kept_and_applied_later(profile) -> None:
    # given
    message = mailed(profile)
    event = {"event": "hard_bounce", "email": "ann@example.com", "message-id": message.message_id}

    # when
    answers = [post(body=event).status_code for _ in range(2)]
    state_before = Message.objects.get().state
    apply_reports()

    # then
    message.refresh_from_db()
    assert (answers, state_before, message.state) == ([200, 200], "sent", "bounced")
    row = DeliveryReport.objects.get()
    assert (row.message_id, row.is_matched, row.address_hash) == (
        message.pk,
        True,
        hashed("ann@example.com"),
    )


def test_our_own_format_needs_its_signature(profile) -> None:
    body = json.dumps({"reports": [{"kind": "complained", "address": "ann@example.com"}]})
    answers = [
        signed(body, key="x" * 24),
        post("generic", body, secret=""),
        post("generic", body),
        signed(body),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 404, 200]
    assert DeliveryReport.objects.count() == 1


@pytest.mark.parametrize(
    ("provider", "secret"),
    [("brevo", "x" * 24), ("brevo", ""), ("nobody", SECRET), ("brevo", SECRET + "/x")],
)
def test_another_address_does_not_exist(provider, secret) -> None:
    assert (
        post(provider, {"event": "spam", "email": "a@example.com"}, secret=secret).status_code
        == 404
    )
    assert DeliveryReport.objects.exists() is False


def test_without_a_secret_no_report_is_taken() -> None:
    with override_settings(SALEOR_CRM={}):
        answers = [post(secret=""), post(secret="-"), signed("{}", key="")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize("body", ["", "no json", "[" * 100_000, '"text"', "\x00"])
def test_what_cannot_be_read_is_refused(body) -> None:
    assert post(body=body).status_code == 400
    assert DeliveryReport.objects.exists() is False


def test_a_large_body_is_refused() -> None:
    assert post(body=json.dumps({"x": "y" * 1_048_576})).status_code == 413


def test_only_post_is_taken_and_head_says_whether_the_address_is_right() -> None:
    client, url = Client(), f"/reports/brevo/{SECRET}"
    answers = [getattr(client, name)(url).status_code for name in ("head", "get", "put", "delete")]
    assert (answers, client.head("/reports/brevo/x").status_code) == ([200, 405, 405, 405], 404)


def test_a_delivery_is_told_once(profile) -> None:
    message = mailed(profile)
    for _ in range(2):
        told(ReportKind.DELIVERED, message)
    assert (message.state, message.verdict, message.sent_at) == ("delivered", {}, NOON)
    assert (events(), suppressed()) == (["message_sent", "message_delivered"], [])


def test_a_delivery_settles_what_nobody_knew(profile) -> None:
    # given
    message = mailed(profile)
    unknown = {"state": "unknown", "sent_at": None, "is_on_timeline": False}
    Message.objects.update(**unknown, verdict={"reason": "worker_lost"})
    TimelineEvent.objects.all().delete()

    # when
    told(ReportKind.DELIVERED, message)

    # then
    assert (message.state, message.sent_at, message.is_on_timeline) == ("delivered", NOON, True)
    assert events() == ["message_sent", "message_delivered"]


def test_what_arrived_does_not_go_out_again(profile) -> None:
    # given
    message = mailed(profile)
    Message.objects.update(state="queued", due_at=NOON)

    # when
    told(ReportKind.DELIVERED, message)

    # then
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        assert sink.taken == []


def test_a_hard_bounce_stops_all_mail_to_the_address(profile) -> None:
    message = mailed(profile)
    told(ReportKind.BOUNCED, message, address="Ann@Example.com")
    assert (message.state, message.verdict) == ("bounced", {"reason": "reported:bounced"})
    assert suppressed() == [("hard_bounce", "all", hashed("ann@example.com"))]
    later = mailed(profile, key="m2", message_class="transactional")
    assert (later.state, later.verdict["reason"]) == ("suppressed", "suppressed:hard_bounce")


def test_a_temporary_bounce_is_only_counted(profile) -> None:
    message = mailed(profile)
    told(ReportKind.BOUNCED, message, is_permanent=False)
    assert (message.state, suppressed(), events()) == ("sent", [], ["message_sent"])


def test_a_complaint_stops_marketing_and_no_order_mail(profile) -> None:
    """A-10: between queue and hand-over, by a complaint."""
    message = mailed(profile)
    told(ReportKind.COMPLAINED, message)
    news = mailed(profile, key="m2")
    order = mailed(profile, key="m3", message_class="transactional")
    assert (message.state, news.verdict["reason"], order.state) == (
        "complained",
        "suppressed:complaint",
        "sent",
    )
    assert suppressed() == [("complaint", "marketing", hashed("ann@example.com"))]


def test_a_complaint_without_a_message_stops_its_address() -> None:
    told(ReportKind.COMPLAINED, address="ann@example.com")
    assert suppressed() == [("complaint", "marketing", hashed("ann@example.com"))]
    assert report_counts() == [
        ReportCounts(
            provider="brevo", kind="complained", total_count=1, unmatched_count=1, waiting_count=0
        )
    ]


def test_a_late_report_stops_the_old_address_and_not_the_shopper(profile) -> None:
    message = mailed(profile)
    profile.email = "new@example.com"
    profile.save()
    told(ReportKind.BOUNCED, message)
    assert suppressed() == [("hard_bounce", "all", hashed("ann@example.com"))]
    assert mailed(profile, key="m2").state == "sent"


def test_an_unsubscription_at_the_provider_revokes_the_topic(profile) -> None:
    message = mailed(profile)
    told(ReportKind.UNSUBSCRIBED, message, occurred_at=NOON + timedelta(minutes=1))
    assert message.state == "sent"
    assert dict(Consent.objects.values_list("topic", "status")) == {
        "": "granted",
        "offers": "revoked",
    }
    assert suppressed() == [("unsubscribe", "marketing", hashed("ann@example.com"))]


def test_a_report_about_a_strange_message_is_counted() -> None:
    stranger = "<0b6f0f8e-4c0e-4c55-9a51-3f1f6b6d4f0e@other.example.com>"
    told(ReportKind.DELIVERED, message_id=stranger)
    row = DeliveryReport.objects.get()
    assert (row.is_matched, row.message_id, row.applied_at) == (False, None, LATER)


def test_a_report_from_the_future_counts_from_now() -> None:
    told(ReportKind.COMPLAINED, address="a@example.com", occurred_at=LATER + timedelta(days=9))
    assert DeliveryReport.objects.get().occurred_at == LATER


def test_a_report_about_an_erased_shopper_tells_nothing_about_him(profile) -> None:
    message = mailed(profile)
    before = TimelineEvent.objects.count()
    profile_erase(profile_id=profile.pk, at=NOON)
    told(ReportKind.UNSUBSCRIBED, message)
    told(ReportKind.BOUNCED, message)
    assert (message.state, TimelineEvent.objects.count()) == ("bounced", before)
    assert Consent.objects.exists() is False


def test_no_address_is_kept(profile) -> None:
    post(body={"event": "spam", "email": "ann@example.com", "reason": "ann@example.com"})
    apply_reports()
    with connection.cursor() as cursor:
        for table in ("saleor_crm_delivery_report", "saleor_crm_suppression"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "ann@" not in str(cursor.fetchall())


def test_one_report_that_fails_does_not_stop_the_others(profile, monkeypatch) -> None:
    # given
    first, second = mailed(profile), mailed(profile, key="m2")
    from saleor_crm_plugin.mail.services import reports

    real = reports.state_after

    def failing(state, **values):
        if DeliveryReport.objects.filter(applied_at__isnull=True).count() == 2:
            raise RuntimeError("as planned")
        return real(state, **values)

    monkeypatch.setattr(reports, "state_after", failing)
    rows = [Report(kind=ReportKind.DELIVERED, message_id=one.message_id) for one in (first, second)]
    reports_accept(provider="brevo", reports=rows, settings=CrmSettings(), at=LATER)
    DeliveryReport.objects.filter(message_uuid=second.uuid).update(applied_at=LATER)
    reports_accept(
        provider="brevo",
        reports=[Report(kind=ReportKind.COMPLAINED, address="b@example.com")],
        settings=CrmSettings(),
        at=LATER,
    )

    # when
    reports_apply(at=LATER, limit_rows=10)

    # then
    assert [one[0] for one in suppressed()] == ["complaint"]
    failed = DeliveryReport.objects.get(message_uuid=first.uuid)
    assert (failed.attempts, failed.applied_at) == (1, None)
    DeliveryReport.objects.filter(pk=failed.pk).update(attempts=8)
    assert reports_apply(at=LATER, limit_rows=10) == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_apply_a_report_once(profile) -> None:
    from concurrent.futures import ThreadPoolExecutor

    message = mailed(profile)
    report = Report(kind=ReportKind.DELIVERED, message_id=message.message_id)
    reports_accept(provider="brevo", reports=[report], settings=CrmSettings(), at=LATER)

    def apply(_):
        try:
            return reports_apply(at=LATER, limit_rows=10)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(apply, range(8)))
    message.refresh_from_db()
    assert (message.state, events()) == ("delivered", ["message_sent", "message_delivered"])
