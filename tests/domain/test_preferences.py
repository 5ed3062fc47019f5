"""The preferences page over HTTP, from the link of a real mail."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import include, path

import saleor_crm_plugin
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.mail.models import Message, Suppression
from saleor_crm_plugin.mail.rules.topics import TopicText
from saleor_crm_plugin.mail.services import address_suppress, message_send_test, outbox_deliver
from saleor_crm_plugin.mail.services.preferences import CLICKS_NAME, preferences_token
from saleor_crm_plugin.mail.services.topics import topic_delete, topic_save
from saleor_crm_plugin.mail.services.unsubscribing import unsubscribe_token
from saleor_crm_plugin.profiles.models import Consent, ConsentEvent
from saleor_crm_plugin.profiles.services.consents import consent_lift
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from saleor_crm_plugin.profiles.services.merges import profile_rows_merge
from tests.domain.test_outbox_deliver import consent, queue
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [path("", include("saleor_crm_plugin.web.urls"))]
WORDS = Path(saleor_crm_plugin.__file__).parent / "templates/saleor_crm/web/words"


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def profile():
    profile = make_profile(email="ann@example.com")
    for position, (slug, english, chinese) in enumerate(
        [("offers", "Offers", "優惠"), ("birthday", "Birthday", "生日")]
    ):
        texts = {
            "en": TopicText(name=english, description=f"About {english}"),
            "zh-Hant": TopicText(name=chinese, description=""),
        }
        topic_save(slug=slug, texts=texts, position=position, is_offered=True, at=NOON)
    return profile


def link(profile, **values) -> str:
    return f"/p/{preferences_token(queue(profile, **values).uuid)}"


def ticked(page: str) -> list[str]:
    found = re.findall(r'name="wanted" value="([^"]*)" checked', page)
    return [topic for topic in found if topic != CLICKS_NAME]


def save(client, url, *wanted, shown=("offers", "birthday", ""), do="save"):
    return client.post(url, {"shown": list(shown), "wanted": list(wanted), "do": do})


def consents(profile) -> dict[str, str]:
    return dict(Consent.objects.filter(profile=profile).values_list("topic", "status"))


def delivered(profile, **values) -> list[str]:
    """Queue one message, deliver, and return its state and reason."""
    message = queue(profile, **values)
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
    message.refresh_from_db()
    return [message.state, message.verdict.get("reason", "")]


def test_a_scanner_changes_nothing_and_learns_no_address(client, profile) -> None:
    url = link(profile)
    answers = [client.get(url), client.head(url), client.get(url)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "ann@example.com" not in answers[0].content.decode()
    assert "a•••@e•••.com" in answers[0].content.decode()
    assert ConsentEvent.objects.exists() is False


def test_the_page_names_no_shopper_in_its_address_and_needs_no_cookie(client, profile) -> None:
    url = link(profile)
    token, signature = url.removeprefix("/p/").split(".")
    answer = client.get(url)
    assert (token, len(signature)) == (Message.objects.get().uuid.hex, 43)
    assert answer.cookies == {}
    assert "<script" not in answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store") is True


def test_each_topic_is_shown_with_what_holds(client, profile) -> None:
    consent(profile, topic="offers")
    page = client.get(link(profile)).content.decode()
    assert ticked(page) == ["offers"]
    assert [name in page for name in ("Offers", "Birthday", "About Birthday")] == [True] * 3


def test_ticks_become_statements(client, profile) -> None:
    # given
    url = link(profile)

    # when
    answers = [save(client, url, "birthday") for _ in range(2)]

    # then
    assert [answer.status_code for answer in answers] == [200, 200]
    assert ticked(answers[0].content.decode()) == ["birthday"]
    assert consents(profile) == {"birthday": "granted"}
    assert list(ConsentEvent.objects.values_list("topic", "status", "source")) == [
        ("birthday", "granted", "preferences")
    ]


def test_a_revoked_topic_stops_and_another_still_comes(client, profile) -> None:
    """A-14."""
    # given
    consent(profile)
    consent(profile, topic="birthday")
    url = link(profile, key="order")

    # when
    save(client, url, "birthday", "")

    # then
    assert consents(profile) == {"": "granted", "birthday": "granted", "offers": "revoked"}
    marketing = {"message_class": "marketing"}
    assert delivered(profile, key="a", topic="offers", **marketing) == [
        "suppressed",
        "consent_revoked",
    ]
    assert delivered(profile, key="b", topic="birthday", **marketing) == ["sent", ""]


def test_nothing_at_all_stops_all_marketing_and_no_order_mail(client, profile) -> None:
    """A-14."""
    # given
    consent(profile)
    consent(profile, topic="birthday")
    url = link(profile, key="order")

    # when
    page = save(client, url, "birthday", do="nothing").content.decode()

    # then
    assert (consents(profile)[""], ticked(page)) == ("revoked", [])
    state = delivered(profile, key="a", topic="birthday", message_class="marketing")
    assert state == ["suppressed", "consent_revoked"]
    assert Message.objects.get(key="order").state == "sent"


def test_between_queue_and_hand_over_the_page_still_counts(client, profile) -> None:
    """A-10, by topic: the statement that hands over reads what the page has just written."""
    # given
    consent(profile)
    message = queue(profile, message_class="marketing", topic="offers")
    url = f"/p/{preferences_token(message.uuid)}"

    # when: the recipient was offered to the server already
    with running_sink() as sink:
        moments = iter(range(1000))

        def clock():
            if sink.rcpts and next(moments) == 0:
                save(client, url, "birthday", "")
            return NOON

        outbox_deliver(settings=sink_settings(sink), clock=clock, limit_rows=10)
        taken = list(sink.taken)

    # then
    message.refresh_from_db()
    assert (message.state, message.verdict["reason"], taken) == (
        "suppressed",
        "consent_revoked",
        [],
    )


def test_one_topic_after_nothing_at_all_brings_that_one_only(client, profile) -> None:
    # given
    consent(profile, is_granted=False)
    url = link(profile)

    # when
    save(client, url, "offers")

    # then
    assert consents(profile) == {"": "lifted", "offers": "granted"}
    marketing = {"message_class": "marketing"}
    assert delivered(profile, key="a", topic="offers", **marketing) == ["sent", ""]
    assert delivered(profile, key="b", topic="tips", **marketing) == [
        "suppressed",
        "consent_missing",
    ]
    assert delivered(profile, key="c", topic="", **marketing) == ["suppressed", "consent_missing"]


def test_a_topic_that_was_not_shown_stays_as_it_was(client, profile) -> None:
    consent(profile, topic="birthday")
    save(client, link(profile), "offers", shown=("offers",))
    assert consents(profile) == {"birthday": "granted", "offers": "granted"}


def test_a_topic_that_is_not_offered_cannot_be_smuggled_in(client, profile) -> None:
    save(client, link(profile), "secret", "offers", shown=("secret", "offers"))
    assert consents(profile) == {"offers": "granted"}


def test_a_topic_that_is_offered_no_longer_can_still_be_revoked(client, profile) -> None:
    consent(profile, topic="offers")
    texts = {"en": TopicText(name="Offers", description="")}
    topic_save(slug="offers", texts=texts, position=0, is_offered=False, at=NOON)
    page = client.get(link(profile)).content.decode()
    other = client.get(link(make_profile(email="bo@example.com"), key="m2")).content.decode()
    assert ("Offers" in page, "Offers" in other) == (True, False)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"do": "everything"},
        {"do": "save"},
        {"do": "save", "more": "1"},
        {"wanted": ["offers"], "shown": ["offers"]},
    ],
)
def test_another_form_is_refused_and_changes_nothing(client, profile, body) -> None:
    assert client.post(link(profile), body).status_code == 400
    assert ConsentEvent.objects.exists() is False


def test_a_large_body_is_refused_before_it_is_read(client, profile) -> None:
    url = link(profile)
    answers = [
        client.post(url, {"do": "x" * 70_000}),
        client.post(url.replace("/p/", "/u/"), {"do": "x" * 70_000}),
    ]
    assert [answer.status_code for answer in answers] == [413, 413]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_other_method_is_taken(client, profile, method) -> None:
    assert getattr(client, method)(link(profile)).status_code == 405


def test_a_token_opens_its_own_page_only(client, profile) -> None:
    message = queue(profile)
    crossed = [f"/p/{unsubscribe_token(message.uuid)}", f"/u/{preferences_token(message.uuid)}"]
    changed = link(profile, key="m2")[:-1] + "!"
    assert [client.get(url).status_code for url in [*crossed, changed, "/p/x"]] == [404] * 4
    assert client.post("/p/x.y", {"do": "nothing"}).status_code == 404


def test_a_test_message_shows_the_page_and_changes_nothing(client, profile) -> None:
    queue(profile)
    message_send_test(
        template="note",
        address="staff@example.com",
        profile_id=profile.pk,
        language_code="en",
        actor="staff",
        at=NOON,
    )
    url = f"/p/{preferences_token(Message.objects.get(is_test=True).uuid)}"
    page = save(client, url, "offers")
    assert (page.status_code, "test message" in page.content.decode()) == (200, True)
    assert ConsentEvent.objects.exists() is False


def test_an_erased_shopper_has_no_page_and_states_nothing(client, profile) -> None:
    url = link(profile)
    profile_erase(profile_id=profile.pk, at=NOON)
    assert (client.get(url).status_code, save(client, url, "offers").status_code) == (404, 404)
    assert ConsentEvent.objects.exists() is False


def test_after_a_merge_the_old_link_speaks_for_the_survivor(client, profile) -> None:
    url = link(profile)
    survivor = make_profile(email="ann@example.com")
    profile_rows_merge(
        survivor_id=survivor.pk, absorbed_id=profile.pk, rule="test", actor="", at=NOON
    )
    save(client, url, "offers")
    assert (consents(survivor), consents(profile)) == ({"offers": "granted"}, {})


def test_a_merge_keeps_what_was_lifted_unless_the_other_side_revoked() -> None:
    first, second, third = make_profile(), make_profile(), make_profile()
    for profile in (first, second):
        consent(profile, is_granted=False)
        consent_lift(
            profile_id=profile.pk, channel="email", source="t", actor="", stated_at=NOON, at=NOON
        )
    consent(third, is_granted=False)
    merge = {"rule": "test", "actor": "", "at": NOON}
    profile_rows_merge(survivor_id=first.pk, absorbed_id=second.pk, **merge)
    assert consents(first) == {"": "lifted"}
    profile_rows_merge(survivor_id=first.pk, absorbed_id=third.pk, **merge)
    assert consents(first) == {"": "revoked"}


def test_asking_for_mail_again_lifts_an_unsubscription_and_never_a_complaint(
    client, profile
) -> None:
    # given
    with running_sink() as sink:
        queue(profile, key="first")
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
    hashed = Message.objects.get(key="first").address_hash
    for reason in ("unsubscribe", "complaint"):
        address_suppress(
            address_hash=hashed, reason=reason, scope="marketing", evidence={}, at=NOON
        )

    # when
    save(client, link(profile, key="second"), "offers")

    # then
    assert [row.reason for row in Suppression.objects.all()] == ["complaint"]


@pytest.mark.parametrize(
    ("known", "accepted", "lang", "title"),
    [
        ("zh-TW", "ru", "zh-Hant", "您想收到哪些內容？"),
        ("", "zh-CN,en;q=0.5", "zh-Hans", "您想收到哪些内容？"),
        ("", "ru-RU", "ru", "О чём вам писать?"),
        ("de", "ru", "ru", "О чём вам писать?"),
        ("", "", "en", "What would you like to hear about?"),
    ],
)
def test_the_page_speaks_the_shoppers_language_or_his_browsers(
    client, profile, known, accepted, lang, title
) -> None:
    profile.language_code = known
    profile.save()
    answer = client.get(link(profile), headers={"Accept-Language": accepted})
    page = answer.content.decode()
    assert (answer["Content-Language"], f'lang="{lang}"' in page) == (lang, True)
    assert title in page


def test_the_unsubscribe_page_names_the_topic_in_the_shoppers_language(client, profile) -> None:
    profile.language_code = "zh-Hant"
    profile.save()
    message = queue(profile, message_class="marketing", topic="offers")
    page = client.get(f"/u/{unsubscribe_token(message.uuid)}").content.decode()
    assert "關於「<strong>優惠</strong>」" in page
    assert f'href="../p/{preferences_token(message.uuid)}"' in page


def test_every_language_has_every_sentence_with_the_same_blanks() -> None:
    texts = {path.stem: json.loads(path.read_text()) for path in WORDS.glob("*.json")}
    blanks = {
        language: {key: sorted(re.findall(r"\{(\w+)\}", text)) for key, text in words.items()}
        for language, words in texts.items()
    }
    assert sorted(texts) == ["en", "ru", "zh-hans", "zh-hant"]
    assert [language for language in blanks if blanks[language] != blanks["en"]] == []


def test_a_marketing_mail_has_the_links_in_both_parts(profile) -> None:
    consent(profile)
    message = queue(profile, message_class="marketing", topic="offers")
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        parts = [part.get_content() for part in sink.taken[0].mail.iter_parts()]
    choose = f"https://shop.example.com/p/{preferences_token(message.uuid)}"
    leave = f"https://shop.example.com/u/{unsubscribe_token(message.uuid)}"
    assert [(leave in part, choose in part) for part in parts] == [(True, True)] * 2


def test_fifty_topics_are_the_most_and_deleting_one_keeps_what_was_said(profile) -> None:
    texts = {"en": TopicText(name="More", description="")}
    for number in range(48):
        topic_save(slug=f"more-{number}", texts=texts, position=9, is_offered=True, at=NOON)
    with pytest.raises(Invalid):
        topic_save(slug="one-more", texts=texts, position=9, is_offered=True, at=NOON)
    consent(profile, topic="offers")
    topic_delete(slug="offers")
    with pytest.raises(NotFound):
        topic_delete(slug="offers")
    assert consents(profile) == {"offers": "granted"}
