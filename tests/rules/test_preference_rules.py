"""What follows from ticks on the preferences page, which words are shown, and what a mail ends with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.mail.rules.footers import MailLinks, html_with_links, text_with_links
from saleor_crm_plugin.mail.rules.languages import language_matched, languages_accepted
from saleor_crm_plugin.mail.rules.preferences import Action, Preferences, Statement, statements
from saleor_crm_plugin.mail.rules.topics import TopicText, topic_checked, topic_text

TOPICS = ["birthday", "offers", "tips"]
PREFERENCES = st.builds(
    lambda whole, topics: Preferences(whole=whole, topics=topics),
    st.sampled_from([True, False, None]),
    st.dictionaries(st.sampled_from(TOPICS), st.booleans()),
)
PAGES = st.sets(st.sampled_from([*TOPICS, ""]), min_size=1).flatmap(
    lambda shown: st.tuples(st.just(shown), st.sets(st.sampled_from(sorted(shown)), min_size=1))
)


def applied(before: Preferences, done: list[Statement]) -> Preferences:
    whole, topics = before.whole, dict(before.topics)
    for one in done:
        if one.topic == "":
            whole = {Action.GRANT: True, Action.REVOKE: False, Action.LIFT: None}[one.action]
        else:
            topics[one.topic] = one.action is Action.GRANT
    return Preferences(whole=whole, topics=topics)


@given(PREFERENCES, PAGES)
def test_what_was_shown_is_as_it_was_ticked(before, page) -> None:
    shown, wanted = page
    after = applied(before, statements(before, shown=shown, wanted=wanted))
    assert {topic for topic in shown if after.wants(topic)} == wanted


@given(PREFERENCES, PAGES)
def test_the_same_choice_again_states_nothing(before, page) -> None:
    shown, wanted = page
    after = applied(before, statements(before, shown=shown, wanted=wanted))
    assert statements(after, shown=shown, wanted=wanted) == []


@given(PREFERENCES, PAGES)
def test_nothing_becomes_granted_that_nobody_spoke_about(before, page) -> None:
    shown, wanted = page
    after = applied(before, statements(before, shown=shown, wanted=wanted))
    if "" not in wanted and before.whole is not True:
        assert after.wants("unheard-of") is False


def test_one_topic_after_nothing_at_all_lifts_the_revocation_and_grants_that_topic_only() -> None:
    before = Preferences(whole=False, topics={"birthday": False})
    assert statements(before, shown=[*TOPICS, ""], wanted=["offers"]) == [
        Statement("", Action.LIFT),
        Statement("offers", Action.GRANT),
    ]


def test_one_topic_less_of_everything_revokes_that_topic_only() -> None:
    before = Preferences(whole=True, topics={})
    assert statements(before, shown=[*TOPICS, ""], wanted=["birthday", "offers", ""]) == [
        Statement("tips", Action.REVOKE)
    ]


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("", []),
        ("ru,en;q=0.8", ["ru", "en"]),
        ("en;q=0.2, zh-TW;q=0.9 , *;q=0.1", ["zh-TW", "en"]),
        ("de;q=0, fr;q=x, ru ;q=1.0", ["ru"]),
        ("zh-Hant-TW" + ",a" * 5000, ["zh-Hant-TW"]),
    ],
)
def test_a_browsers_languages_are_read_best_first(header, codes) -> None:
    assert languages_accepted(header)[:2] == codes or languages_accepted(header)[:1] == codes


@pytest.mark.parametrize(
    ("codes", "chosen"),
    [
        (["zh-TW"], "zh-hant"),
        (["zh-HK", "en"], "zh-hant"),
        (["zh"], "zh-hans"),
        (["zh-CN"], "zh-hans"),
        (["ru-RU"], "ru"),
        (["de", "ru"], "ru"),
        (["de"], None),
        (["en-GB", "ru"], "en"),
        ([], None),
    ],
)
def test_the_first_language_that_we_speak_is_chosen(codes, chosen) -> None:
    assert language_matched(codes, available=["en", "zh-hant", "zh-hans", "ru"]) == chosen


def test_a_topic_is_shown_in_the_readers_language_or_in_another() -> None:
    texts = {
        "zh-hant": TopicText(name="優惠", description=""),
        "en": TopicText(name="Offers", description=""),
    }
    named = [
        topic_text(texts, slug="offers", languages=languages).name
        for languages in (["zh-TW"], ["de"], ["de", "zh-Hant"], [])
    ]
    assert named == ["優惠", "Offers", "優惠", "Offers"]
    assert topic_text({}, slug="offers", languages=["en"]).name == "offers"


@pytest.mark.parametrize(
    ("slug", "language", "name"),
    [
        ("Offers", "en", "x"),
        ("", "en", "x"),
        ("o" * 65, "en", "x"),
        ("offers", "english!", "x"),
        ("offers", "en", " "),
        ("offers", "en", "x" * 81),
    ],
)
def test_a_topic_that_nobody_could_read_is_refused(slug, language, name) -> None:
    with pytest.raises(Invalid):
        topic_checked(slug=slug, texts={language: TopicText(name=name, description="")})


LINKS = MailLinks(
    unsubscribe_url="https://x.example.com/u/1", preferences_url="https://x.example.com/p/1"
)


def test_a_marketing_text_ends_with_the_two_links_once() -> None:
    text = text_with_links("Hello\n", links=LINKS, language_code="ru")
    assert text == (
        "Hello\n\n-- \nОтписаться: https://x.example.com/u/1\n"
        "Выбрать, что получать: https://x.example.com/p/1\n"
    )
    assert text_with_links(text, links=LINKS, language_code="ru") == text


def test_html_gets_the_links_only_when_its_template_has_forgotten_them() -> None:
    html = html_with_links("<body><p>Hi</p></body>", links=LINKS, language_code="en")
    assert html.startswith("<body><p>Hi</p><p") is True
    assert html.count('href="https://x.example.com/u/1"') == 1
    assert html_with_links(html, links=LINKS, language_code="en") == html


def test_transactional_mail_stays_as_it_is() -> None:
    links = MailLinks(unsubscribe_url="", preferences_url="https://x.example.com/p/1")
    assert text_with_links("Hello", links=links, language_code="en") == "Hello"
    assert html_with_links("<p>Hello</p>", links=links, language_code="en") == "<p>Hello</p>"
