"""One-click unsubscription over HTTP (RFC 8058), from the header of a real mail."""

import pytest
from django.test import Client
from django.urls import include, path

from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.services import message_send_test, outbox_deliver
from saleor_crm_plugin.profiles.models import ConsentEvent
from tests.domain.test_outbox_deliver import consent, queue
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls(__name__),
]
urlpatterns = [path("", include("saleor_crm_plugin.web.urls"))]
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def mailed(profile, *, topic="offers"):
    """Return the mail of a marketing message that was really sent, and the path of its link."""
    queue(profile, message_class="marketing", topic=topic)
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        mail = sink.taken[0].mail
    url = mail["List-Unsubscribe"].strip("<>")
    return mail, url.removeprefix("https://shop.example.com")


def revocations():
    return list(
        ConsentEvent.objects.filter(status="revoked").values_list("topic", "source", "was_applied")
    )


@pytest.fixture
def profile():
    profile = make_profile(email="ann@example.com")
    consent(profile)
    return profile


def test_a_marketing_mail_carries_the_headers_and_a_link_without_personal_data(profile) -> None:
    mail, link = mailed(profile)
    message = Message.objects.get()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token, signature = link.removeprefix("/u/").split(".")
    assert (token, len(signature)) == (message.uuid.hex, 43)


def test_one_post_revokes_and_a_second_changes_nothing(client, profile) -> None:
    """A-11."""
    # given
    _, link = mailed(profile)

    # when
    answers = [client.post(link, ONE_CLICK, content_type=FORM) for _ in range(2)]

    # then
    assert [answer.status_code for answer in answers] == [200, 200]
    assert revocations() == [("offers", "one_click", True)]


def test_a_multipart_post_counts_too(client, profile) -> None:
    _, link = mailed(profile, topic="")
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert revocations() == [("", "one_click", True)]


@pytest.mark.parametrize(
    "body", ["", "List-Unsubscribe=One-click", f"{ONE_CLICK}&a=b", f"{ONE_CLICK}&{ONE_CLICK}"]
)
def test_another_body_is_refused_and_changes_nothing(client, profile, body) -> None:
    _, link = mailed(profile)
    answer = client.post(link, body, content_type=FORM)
    assert answer.status_code == 400
    assert revocations() == []


def test_opening_the_link_changes_nothing_and_shows_one_button(client, profile) -> None:
    # given
    _, link = mailed(profile)

    # when
    answer = client.get(link)

    # then
    page = answer.content.decode()
    assert (answer.status_code, page.count("<button"), page.count("<form")) == (200, 1, 1)
    assert "a•••@e•••.com" in page
    assert "ann@example.com" not in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert revocations() == []

    # when
    client.post(link, ONE_CLICK, content_type=FORM)

    # then
    assert client.get(link).content.decode().count("<button") == 0


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "0" * 32 + token[32:]])
def test_a_changed_token_is_not_found(client, profile, change) -> None:
    _, link = mailed(profile)
    wrong = "/u/" + change(link.removeprefix("/u/"))
    assert client.get(wrong).status_code == 404
    assert client.post(wrong, ONE_CLICK, content_type=FORM).status_code == 404
    assert revocations() == []


def test_a_topic_ends_alone_and_all_mail_ends_marketing_only(client, profile) -> None:
    """A-14."""
    # given
    _, offers = mailed(profile)
    client.post(offers, ONE_CLICK, content_type=FORM)

    def arrives(key, **values):
        queue(profile, key=key, **values)
        with running_sink() as sink:
            outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
            return len(sink.taken) == 1

    # then
    assert arrives("o2", message_class="marketing", topic="offers") is False
    assert arrives("b1", message_class="marketing", topic="birthday") is True

    # when
    consent(profile, is_granted=False, at=NOON.replace(hour=13))

    # then
    assert arrives("b2", message_class="marketing", topic="birthday") is False
    assert arrives("p1", message_class="transactional") is True


def test_a_test_message_of_staff_revokes_nothing(client, profile) -> None:
    # given
    queue(profile)
    pk = message_send_test(
        template="note",
        address="staff@example.com",
        profile_id=profile.pk,
        language_code="",
        actor="staff:1",
        at=NOON,
    )
    from saleor_crm_plugin.mail.services.unsubscribing import unsubscribe_token

    link = "/u/" + unsubscribe_token(Message.objects.get(pk=pk).uuid)

    # when
    answer = client.post(link, ONE_CLICK, content_type=FORM)

    # then
    assert (answer.status_code, revocations()) == (200, [])
