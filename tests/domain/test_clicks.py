"""Links of real mails: where they lead, what is noted, what stands on the timeline."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import include, path

from saleor_crm_plugin.mail.models import Click, Link, Message
from saleor_crm_plugin.mail.queries.clicks import clicks_of
from saleor_crm_plugin.mail.rules.liquid import Source
from saleor_crm_plugin.mail.services import (
    click_record,
    clicks_judge,
    message_enqueue,
    outbox_deliver,
    template_publish,
)
from saleor_crm_plugin.mail.services.link_tokens import Purpose, token_sign
from saleor_crm_plugin.mail.services.preferences import CLICKS_NAME, preferences_token
from saleor_crm_plugin.mail.tasks import judge_clicks
from saleor_crm_plugin.profiles.models import Consent, TimelineEvent
from saleor_crm_plugin.profiles.services.consents import consent_change
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from tests.domain.test_outbox_deliver import consent
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [path("", include("saleor_crm_plugin.web.urls"))]
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
HTML = (
    '<p><a data-topic="美白" href="https://shop.example.com/cream?a=1&amp;b=2">Cream</a>'
    '<a data-topic="保濕" href="https://shop.example.com/water">Water</a>'
    '<a href="https://shop.example.com/more">More</a></p>'
)
TEXT = "Cream: https://shop.example.com/cream?a=1&b=2"
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def profile():
    profile = make_profile(email="ann@example.com")
    consent(profile)
    return profile


def mailed(profile, *, key="m1", message_class="marketing", html=HTML, **settings):
    """Return the parts of a message that was really sent."""
    words = Source(subject="News", html=html, text=TEXT)
    template_publish(slug="news", language_code="en", source=words, actor="test", at=NOON)
    message_enqueue(
        key=key,
        profile_id=profile.pk,
        template="news",
        message_class=message_class,
        topic="offers",
        context={},
        due_at=NOON,
        at=NOON,
    )
    with running_sink() as sink:
        given = sink_settings(sink, **settings)
        outbox_deliver(settings=given, clock=lambda: NOON, limit_rows=10)
        text, html = (part.get_content() for part in sink.taken[0].mail.iter_parts())
    return text, html


def links(part: str) -> list[str]:
    return re.findall(r"https://shop\.example\.com(/c/[^\"\s]+)", part)


def opened(link: str, *, at=LATER, agent=BROWSER["User-Agent"], profile_settings=None, **settings):
    from saleor_crm_plugin.conf import CrmSettings

    return click_record(
        token=link.removeprefix("/c/"),
        method="GET",
        user_agent=agent,
        purpose="",
        settings=CrmSettings(**settings),
        at=at,
    )


def told() -> list[str]:
    events = TimelineEvent.objects.filter(type="message_clicked").order_by("pk")
    return [event.details["tag"] for event in events]


def test_a_marketing_mail_leads_through_signed_links_and_has_no_pixel(profile) -> None:
    """A-17."""
    text, html = mailed(profile)
    message = Message.objects.get()
    assert ("https://shop.example.com/cream" in text + html, "<img" in html) == (False, False)
    assert "data-topic" not in html
    assert (len(links(html)), len(links(text))) == (3, 1)
    token, signature = links(html)[0].removeprefix("/c/").split(".")
    assert (token.split("-")[0], len(signature)) == (message.uuid.hex, 43)
    assert list(Link.objects.order_by("pk").values_list("url", "tag")) == [
        ("https://shop.example.com/cream?a=1&b=2", "美白"),
        ("https://shop.example.com/water", "保濕"),
        ("https://shop.example.com/more", ""),
        ("https://shop.example.com/cream?a=1&b=2", ""),
    ]


def test_links_to_our_own_pages_and_headers_stay(profile) -> None:
    text, html = mailed(profile)
    assert [
        f"https://shop.example.com/{page}/" in part for page in "up" for part in (text, html)
    ] == [True] * 4


def test_mails_with_the_same_links_share_their_rows(profile) -> None:
    mailed(profile, key="m1")
    mailed(profile, key="m2")
    assert Link.objects.count() == 4


def test_transactional_mail_keeps_its_links_unless_it_is_asked_for(profile) -> None:
    _, html = mailed(profile, message_class="transactional")
    assert (links(html), "data-topic" in html) == ([], True)
    _, html = mailed(profile, key="m2", message_class="transactional", mail_click_tracking="all")
    assert len(links(html)) == 3
    _, html = mailed(profile, key="m3", mail_click_tracking="none")
    assert links(html) == []


def test_a_link_leads_where_the_mail_said_and_notes_the_click(profile) -> None:
    # given
    _, html = mailed(profile)

    # when
    answer = Client().get(links(html)[0], headers=BROWSER)

    # then
    assert (answer.status_code, answer["Location"]) == (
        302,
        "https://shop.example.com/cream?a=1&b=2",
    )
    assert (answer["Referrer-Policy"], answer.cookies) == ("no-referrer", {})
    click = Click.objects.get()
    assert (click.message_id, click.link.tag, click.is_human) == (
        Message.objects.get().pk,
        "美白",
        None,
    )


@pytest.mark.parametrize("change", ["text", "link", "purpose", "words"])
def test_no_token_but_ours_leads_anywhere(profile, change) -> None:
    _, html = mailed(profile)
    token = links(html)[0].removeprefix("/c/")
    uuid = Message.objects.get().uuid.hex
    forged = {
        "text": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "link": token.replace("-", "-1", 1),
        "purpose": token_sign(Purpose.PREFERENCES, f"{uuid}-1"),
        "words": "https%3A%2F%2Fevil.example.com",
    }[change]
    assert Client().get(f"/c/{forged}", headers=BROWSER).status_code == 404
    assert Click.objects.exists() is False


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_no_other_method_is_taken(profile, method) -> None:
    _, html = mailed(profile)
    assert getattr(Client(), method)(links(html)[0]).status_code == 405


def test_programs_are_led_on_and_are_no_people(profile) -> None:
    _, html = mailed(profile)
    link = links(html)[0]
    client = Client()
    client.head(link, headers=BROWSER)
    client.get(link, headers=BROWSER | {"Sec-Purpose": "prefetch"})
    client.get(link)
    opened(link, at=NOON + timedelta(seconds=1))
    found = Click.objects.order_by("pk").values_list("is_human", "reason")
    assert list(found) == [
        (False, "head"),
        (False, "prefetch"),
        (False, "bot"),
        (False, "too_soon"),
    ]
    assert (clicks_judge(at=NOON + timedelta(days=999), limit_rows=9), told()) == (0, [])


def test_a_persons_click_stands_on_the_timeline_once_for_each_link(profile) -> None:
    """A-70: the tag of the link comes with it."""
    # given
    _, html = mailed(profile)
    cream, water, _ = links(html)
    for seconds in (0, 30, 60):
        opened(cream, at=LATER + timedelta(seconds=seconds))
    opened(water, at=LATER + timedelta(seconds=90))

    # when
    judged = [
        clicks_judge(at=LATER + timedelta(seconds=after), limit_rows=100) for after in (9, 100, 200)
    ]

    # then
    assert judged == [0, 4, 0]
    assert told() == ["美白", "保濕"]
    event = TimelineEvent.objects.filter(type="message_clicked").order_by("pk").first()
    message, link = Message.objects.get(), Link.objects.get(tag="美白")
    assert (event.profile_id, event.key, event.occurred_at) == (
        profile.pk,
        f"{message.uuid.hex}:{link.pk}",
        LATER,
    )
    assert (event.details["template"], event.is_announced) == ("news", False)


def test_a_scanner_that_opens_every_link_is_nobody(profile) -> None:
    """A-70, A-67: what a program opened counts for nothing."""
    _, html = mailed(profile)
    for seconds, link in enumerate(links(html)):
        opened(link, at=LATER + timedelta(seconds=seconds))
    clicks_judge(at=LATER + timedelta(hours=1), limit_rows=100)
    assert set(Click.objects.values_list("is_human", "reason")) == {(False, "burst")}
    assert told() == []


def test_who_does_not_want_it_is_not_noted_and_still_gets_there(profile) -> None:
    """A-17: stored without profile when `tracking_click` is denied."""
    # given
    _, html = mailed(profile)
    consent_change(
        profile_id=profile.pk,
        channel="tracking",
        topic="clicks",
        is_granted=False,
        source="test",
        actor="",
        stated_at=NOON,
        at=NOON,
    )

    # when
    url = opened(links(html)[0])

    # then
    click = Click.objects.get()
    assert url == "https://shop.example.com/cream?a=1&b=2"
    assert (click.message_id, click.link.tag, click.is_human) == (None, "美白", True)
    assert (clicks_judge(at=LATER + timedelta(hours=1), limit_rows=9), told()) == (0, [])


def test_silence_can_be_made_to_mean_no(profile) -> None:
    _, html = mailed(profile)
    opened(links(html)[0], mail_clicks_need_consent=True)
    assert Click.objects.get().message_id is None


def test_the_shopper_decides_on_his_page(profile) -> None:
    # given
    mailed(profile)
    url = f"/p/{preferences_token(Message.objects.get().uuid)}"
    assert f'value="{CLICKS_NAME}" checked' in Client().get(url).content.decode()

    # when
    form = {"shown": ["offers", "", CLICKS_NAME], "wanted": ["offers", ""], "do": "save"}
    pages = [Client().post(url, form).content.decode() for _ in range(2)]

    # then
    assert [f'value="{CLICKS_NAME}" checked' in page for page in pages] == [False, False]
    assert dict(Consent.objects.values_list("channel", "status")) == {
        "email": "granted",
        "tracking": "revoked",
    }


def test_the_link_of_a_mail_to_an_erased_shopper_leads_on_and_names_nobody(profile) -> None:
    _, html = mailed(profile)
    first, second, _ = links(html)
    opened(first)
    profile_erase(profile_id=profile.pk, at=NOON)
    opened(second)
    assert list(Click.objects.order_by("pk").values_list("message_id", flat=True))[1] is None
    clicks_judge(at=LATER + timedelta(hours=1), limit_rows=9)
    assert told() == []


def test_a_link_outlives_its_message(profile) -> None:
    _, html = mailed(profile)
    Message.objects.all().delete()
    assert opened(links(html)[1]) == "https://shop.example.com/water"
    assert Click.objects.get().message_id is None


def test_the_task_judges(profile) -> None:
    _, html = mailed(profile)
    opened(links(html)[0], at=datetime.now(tz=UTC) - timedelta(seconds=11))
    judge_clicks()
    assert told() == ["美白"]


def test_clicks_of_many_messages_are_read_in_one_query(profile, django_assert_num_queries) -> None:
    for key in ("m1", "m2"):
        _, html = mailed(profile, key=key)
        opened(links(html)[0])
    numbers = list(Message.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        found = clicks_of(numbers)
    assert {number: len(clicks) for number, clicks in found.items()} == dict.fromkeys(numbers, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_judge_different_clicks(profile) -> None:
    from concurrent.futures import ThreadPoolExecutor

    _, html = mailed(profile)
    for number in range(20):
        opened(links(html)[0], at=LATER + timedelta(seconds=10 * number))

    def judge(_):
        try:
            return clicks_judge(at=LATER + timedelta(hours=1), limit_rows=20)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        judged = list(pool.map(judge, range(4)))
    assert (sum(judged), told()) == (20, ["美白"])
