"""Publishing and rendering mail templates: what is refused, what is escaped, which language is chosen."""

import time
import tracemalloc

import pytest

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail.models import MailTemplate, MailTemplateVersion, Message
from saleor_crm_plugin.mail.queries import template_cards
from saleor_crm_plugin.mail.rules.liquid import (
    Source,
    TemplateFailed,
    TemplateRefused,
    compiled,
)
from saleor_crm_plugin.mail.services import (
    message_enqueue,
    message_send_test,
    outbox_deliver,
    template_publish,
    templates_seed,
)
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings


def publish(html="h", *, slug="note", language="en", subject="s", text="t"):
    source = Source(subject=subject, html=html, text=text)
    return template_publish(
        slug=slug, language_code=language, source=source, actor="staff:1", at=NOON
    )


def rendered(html, **context):
    return compiled(Source(subject="s", html=html, text="t")).rendered(context).html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("html", "line", "problem"),
    [
        ("a\n{{ customer.name | nofilter }}", 2, "unknown filter 'nofilter'"),
        ("\n\n{% for i in (1..100000000) %}x{% endfor %}", 3, "mail templates have no ranges"),
        ("{{ (1..a) | size }}", 1, "mail templates have no ranges"),
        ("\n{% include '/etc/passwd' %}", 2, "unexpected tag 'include'"),
        ("{% render 'a' %}", 1, "unexpected tag 'render'"),
        ("{{ a | replace: '', a }}", 1, "unknown filter 'replace'"),
        ("{{ a | safe }}", 1, "unknown filter 'safe'"),
        ("\n\n\n{{ a b }}", 4, "expected end of expression, found word"),
        ("{% if a %}", 1, "expected tag endif, found end of expression"),
        ("{% if a %}" * 11 + "{% endif %}" * 11, 1, "block nesting limit reached"),
    ],
)
def test_a_broken_template_is_refused_with_its_line(html, line, problem) -> None:
    """A-45, A-81."""
    with pytest.raises(TemplateRefused) as refusal:
        publish(html)
    assert (refusal.value.part, refusal.value.line) == ("html", line)
    assert str(refusal.value) == f"html, line {line}: {problem}"
    assert MailTemplate.objects.exists() is False


def test_nested_loops_stop_soon_and_small() -> None:
    """A-45."""
    source = "{% for a in l %}{% for b in l %}{% for c in l %}xxxxxxxx{% endfor %}{% endfor %}{% endfor %}"
    template = compiled(Source(subject="s", html=source, text="t"))
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(TemplateFailed):
        template.rendered({"l": [0] * 500})
    seconds, (_, peak_bytes) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 0.1
    assert peak_bytes < 50_000_000


@pytest.mark.parametrize(
    ("html", "context"),
    [
        (
            "{% assign x = 'abcdefgh' %}{% for i in l %}{% assign x = x | append: x %}{% endfor %}{{ x }}",
            {"l": [0] * 100},
        ),
        ("{% for i in l %}{{ x }}{% endfor %}", {"l": [0] * 1000, "x": "y" * 1000}),
        ("{{ a | plus: b }}", {"a": "9" * 5000, "b": 1}),
    ],
)
def test_a_template_cannot_outgrow_its_limits(html, context) -> None:
    with pytest.raises(TemplateFailed):
        rendered(html, **context)


@pytest.mark.parametrize(
    "html",
    [
        "{{ o.__class__ }}",
        "{{ o.delete }}",
        "{{ o.keys }}",
        "{{ o['__init__'] }}",
        "{{ o.a.upper }}",
    ],
)
def test_no_attribute_of_python_is_reachable(html) -> None:
    """A-81."""
    assert rendered(html, o={"a": "b"}) == ""


@pytest.mark.django_db
def test_what_a_shopper_typed_is_text_everywhere() -> None:
    """A-80."""
    # given
    profile = make_profile(
        email="ann@example.com",
        first_name="<img src=x onerror=alert(1)>{{7*7}}",
        last_name="a\r\nBcc: e@x.example.com",
    )
    name = "{{ customer.first_name }} {{ customer.last_name }}"
    publish(name, subject=name, text=name)
    message_enqueue(
        key="m1",
        profile_id=profile.pk,
        template="note",
        message_class="transactional",
        topic="",
        context={},
        due_at=NOON,
        at=NOON,
    )

    # when
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        taken = sink.taken[0]

    # then
    assert sink.rcpts == ["ann@example.com"]
    assert taken.mail["Subject"] == "<img src=x onerror=alert(1)>{{7*7}} a Bcc: e@x.example.com"
    assert taken.mail.get_all("Bcc") is None
    assert len(taken.mail.get_all("To")) == 1
    assert taken.body("html").startswith("&lt;img src=x onerror=alert(1)&gt;{{7*7}} a")
    assert taken.body("plain").startswith("<img src=x onerror=alert(1)>{{7*7}} a")


@pytest.mark.django_db
def test_a_published_version_stays_and_the_newest_counts() -> None:
    # when
    first, again, second = publish("one"), publish("one"), publish("two")

    # then
    assert (first.pk, first.number, second.number) == (again.pk, 1, 2)
    assert list(MailTemplateVersion.objects.order_by("pk").values_list("html", flat=True)) == [
        "one",
        "two",
    ]
    assert [(card.slug, card.number) for card in template_cards()] == [("note", 2)]


@pytest.mark.django_db
def test_an_upgrade_follows_up_packaged_words_and_leaves_a_merchants_alone() -> None:
    # given
    assert templates_seed(at=NOON) == 4
    assert templates_seed(at=NOON) == 0
    MailTemplateVersion.objects.filter(template__slug="welcome").update(text="older words")
    publish("mine", slug="welcome", language="en")

    # when
    published = templates_seed(at=NOON)

    # then
    numbers = {(card.slug, card.language_code): card.number for card in template_cards()}
    assert published == 1
    assert numbers == {
        ("points-earned", "en"): 1,
        ("points-earned", "zh-hant"): 1,
        ("welcome", "en"): 2,
        ("welcome", "zh-hant"): 2,
    }


@pytest.mark.django_db
def test_a_message_needs_a_template_that_exists() -> None:
    profile = make_profile()
    with pytest.raises(NotFound):
        message_enqueue(
            key="m1",
            profile_id=profile.pk,
            template="nothing",
            message_class="transactional",
            topic="",
            context={},
            due_at=NOON,
            at=NOON,
        )
    assert Message.objects.exists() is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Thank you: 129 points for order 1042"),
        ("de-AT", "Thank you: 129 points for order 1042"),
        ("zh-TW", "謝謝您：訂單 1042 獲得 129 點"),
        ("zh_Hant_HK", "謝謝您：訂單 1042 獲得 129 點"),
    ],
)
def test_a_test_message_shows_the_packaged_template_in_the_profiles_language(
    language, subject
) -> None:
    # given
    profile = make_profile(
        email="ann@example.com",
        first_name="小美",
        last_name="林",
        language_code=language,
        time_zone="Asia/Taipei",
    )

    # when
    pk = message_send_test(
        template="points-earned",
        address=" staff@example.com ",
        profile_id=profile.pk,
        language_code="",
        actor="staff:1",
        at=NOON,
    )
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        taken = sink.taken[0]

    # then
    row = Message.objects.get(pk=pk)
    assert (row.state, row.is_test, row.test_address) == ("sent", True, "")
    assert (taken.recipients, taken.mail["Subject"]) == (["staff@example.com"], subject)
    assert taken.mail["To"].addresses[0].display_name == "小美 林"
    assert "129.90 EUR" in taken.body("html")
    assert ("2027年3月29日" in taken.body("plain")) is language.startswith("zh")
    assert TimelineEvent.objects.exists() is False
