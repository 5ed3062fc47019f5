"""Links in and out of a mail, and who opened them."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.mail.rules.clicks import Opening, is_burst, program_reason
from saleor_crm_plugin.mail.rules.links import MailLink, html_relinked, links_found, text_relinked
from tests.factories import NOON

OWN = "https://crm.example.com"
BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"


def found(html="", text="") -> list[MailLink]:
    return links_found(html=html, text=text, own_url=OWN)


@pytest.mark.parametrize(
    ("html", "links"),
    [
        (
            '<a href="https://x.example.com/?a=1&amp;b=2">',
            [MailLink("https://x.example.com/?a=1&b=2")],
        ),
        ("<A class=q HREF='https://x.example.com/'>", [MailLink("https://x.example.com/")]),
        (
            '<a data-topic="美白" href="https://x.example.com/">',
            [MailLink("https://x.example.com/", "美白")],
        ),
        ('<a href="mailto:a@example.com">', []),
        ('<a href="javascript:alert(1)">', []),
        ('<a href="//x.example.com/">', []),
        ('<a href="https://">', []),
        ('<a href="https://x.example.com/a b">', []),
        ('<a href="https://crm.example.com/u/t"><a href="https://crm.example.com/p/t">', []),
        ('<link href="https://x.example.com/a.css"><img src="https://x.example.com/a.png">', []),
        (f'<a href="https://x.example.com/{"a" * 2000}">', []),
        ('<a name="https://x.example.com/">', []),
    ],
)
def test_only_web_links_of_anchors_are_found(html, links) -> None:
    assert found(html) == links


def test_links_are_replaced_in_both_parts_and_everything_else_stays() -> None:
    html = (
        '<p><a class="b" data-topic="t" href="https://x.example.com/?a=1&amp;b=2">See</a>'
        ' https://x.example.com/?a=1 <a href="mailto:a@example.com">m</a></p>'
    )
    text = "See (https://x.example.com/?a=1&b=2). And https://y.example.com/，好"
    addresses = {link: f"{OWN}/c/{n}&" for n, link in enumerate(found(html, text))}
    assert html_relinked(html, addresses=addresses) == (
        f'<p><a class="b" href="{OWN}/c/0&amp;">See</a>'
        ' https://x.example.com/?a=1 <a href="mailto:a@example.com">m</a></p>'
    )
    assert text_relinked(text, addresses=addresses) == (f"See ({OWN}/c/1&). And {OWN}/c/2&，好")


def opening(**values) -> Opening:
    values = {
        "method": "GET",
        "user_agent": BROWSER,
        "purpose": "",
        "opened_at": NOON,
        "handed_at": NOON - timedelta(seconds=2),
    } | values
    return Opening(**values)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, ""),
        ({"handed_at": None}, ""),
        ({"method": "HEAD"}, "head"),
        ({"purpose": "prefetch;prerender"}, "prefetch"),
        ({"user_agent": ""}, "bot"),
        ({"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, "bot"),
        ({"user_agent": "python-requests/2.32"}, "bot"),
        ({"handed_at": NOON - timedelta(seconds=1.999)}, "too_soon"),
    ],
)
def test_a_request_alone_gives_programs_away(values, reason) -> None:
    assert program_reason(opening(**values)) == reason


def others(*seconds: float) -> list[tuple[int, object]]:
    return [(number, NOON + timedelta(seconds=after)) for number, after in enumerate(seconds)]


@pytest.mark.parametrize(
    ("seconds", "burst"),
    [
        ((0,), False),
        ((0, 1), False),
        ((0, 1, 2), True),
        ((0, 1, 2.001), False),
        ((0, -1, -2), True),
        ((0, -1, 1), True),
    ],
)
def test_three_links_within_two_seconds_are_a_burst(seconds, burst) -> None:
    assert is_burst(clicked_at=NOON, others=others(*seconds)) is burst


def test_one_link_opened_often_is_no_burst() -> None:
    assert is_burst(clicked_at=NOON, others=[(1, NOON)] * 9) is False
