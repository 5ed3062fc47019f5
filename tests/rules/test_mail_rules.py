"""The rules of mail on plain values."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.mail.rules.addresses import (
    address_hash,
    address_masked,
    address_on_the_wire,
)
from saleor_crm_plugin.mail.rules.gates import Refusal, Standing, refusal
from saleor_crm_plugin.mail.rules.languages import language_chain, language_chosen
from saleor_crm_plugin.mail.rules.liquid import Source, TemplateRefused, compiled
from saleor_crm_plugin.mail.rules.mime import Letter, dot_stuffed, letter_bytes
from saleor_crm_plugin.mail.rules.replies import (
    Consequence,
    Stage,
    backoff_seconds,
    consequence,
    reply_read,
)
from tests.factories import NOON

LETTER = {
    "sender": "shop@example.com",
    "sender_name": "Tea House",
    "recipient": "mei@example.com",
    "recipient_name": "林小美",
    "subject": "林小美,生日快樂",
    "html": "<p>x</p>",
    "text": "x",
    "message_id": "<a-b-c@example.com>",
    "unsubscribe_url": "",
    "written_at": NOON,
}


def test_a_long_line_and_a_name_in_chinese_travel_in_short_ascii_lines() -> None:
    """A-09."""
    # when
    raw = letter_bytes(Letter(**LETTER | {"html": "x" * 5000, "text": "生" * 5000}))

    # then
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == "林小美,生日快樂"
    assert mail["To"].addresses[0].display_name == "林小美"
    assert mail.get_body(("html",)).get_content().strip() == "x" * 5000
    assert mail.get_body(("plain",)).get_content().strip() == "生" * 5000


lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n.\t"))


@given(text=lines, name=lines, subject=lines)
def test_any_words_arrive_as_they_were_written(text, name, subject) -> None:
    # when
    letter = Letter(
        **LETTER | {"text": text, "html": text, "recipient_name": name, "subject": subject}
    )
    raw = letter_bytes(letter)
    wire = dot_stuffed(raw)

    # then
    received = b"\r\n".join(
        line[1:] if line.startswith(b".") else line for line in wire[:-3].split(b"\r\n")
    )
    assert (received, wire[-5:]) == (raw, b"\r\n.\r\n")
    assert b"\n.\r\n" not in wire[:-3]
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail.defects == []
    assert {key.lower() for key in mail} == {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "mime-version",
        "content-type",
    }
    assert [address.addr_spec for address in mail["To"].addresses] == ["mei@example.com"]
    content = mail.get_body(("plain",)).get_content()
    assert content.splitlines() == text.replace("\r\n", "\n").replace("\r", "\n").splitlines()


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("ann@example.com", "ann@example.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("änn@example.com", None),
        ("", None),
        ("ann", None),
        ("a@b@example.com", None),
        ("ann@example.com\r\nDATA", None),
        ("<ann@example.com>", None),
        ("ann @example.com", None),
        ("ann@" + "a" * 64 + ".example", None),
    ],
)
def test_only_an_address_that_is_one_goes_on_the_wire(address, wire) -> None:
    assert address_on_the_wire(address) == wire


def test_a_hash_ignores_case_and_depends_on_the_key() -> None:
    hashes = {
        address_hash(address, key=b"k") for address in ("Ann@Example.com", " ann@example.com")
    }
    assert len(hashes) == 1
    assert address_hash("ann@example.com", key=b"other") not in hashes


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("ann@example.com", "a•••@e•••.com"),
        ("ann@localhost", "a•••@•••"),
        ("", "•••"),
        ("ann", "•••"),
    ],
)
def test_a_masked_address_shows_first_letters_only(address, masked) -> None:
    assert address_masked(address) == masked


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("de-AT", ("de-at", "de", "en")),
        ("zh-TW", ("zh-tw", "zh-hant", "zh", "en")),
        ("zh-Hant-HK", ("zh-hant-hk", "zh-hant", "zh", "en")),
        ("zh-CN", ("zh-cn", "zh-hans", "zh", "en")),
        ("en_GB", ("en-gb", "en")),
        ("", ("en",)),
    ],
)
def test_the_languages_to_try_end_in_english(code, chain) -> None:
    assert language_chain(code) == chain


def test_without_a_language_of_the_chain_the_first_available_is_taken() -> None:
    assert language_chosen("fr", available=["nl", "de"]) == "de"
    assert language_chosen("fr", available=[]) is None


standings = st.builds(
    Standing,
    is_marketing=st.booleans(),
    is_erased=st.booleans(),
    address=st.sampled_from(["", "ann@example.com"]),
    consent=st.sampled_from(["", "granted", "revoked"]),
    suppressions=st.sets(
        st.tuples(st.sampled_from(["all", "marketing"]), st.sampled_from(["hard_bounce", "manual"]))
    ),
    expires_at=st.sampled_from([NOON, NOON + timedelta(seconds=1)]),
)


@given(standing=standings)
def test_a_message_passes_only_if_nothing_stands_against_it(standing) -> None:
    against = (
        standing.is_erased
        or standing.expires_at <= NOON
        or not standing.address
        or any(scope == "all" for scope, _ in standing.suppressions)
        or (standing.is_marketing and bool(standing.suppressions))
        or (standing.is_marketing and standing.consent != "granted")
    )
    assert (refusal(standing, at=NOON) is not None) is against


def test_erasure_is_named_before_any_other_reason() -> None:
    standing = Standing(
        is_marketing=True,
        is_erased=True,
        address="",
        consent="revoked",
        suppressions={("all", "hard_bounce")},
        expires_at=NOON,
    )
    assert refusal(standing, at=NOON) == Refusal("suppressed:erased")


@pytest.mark.parametrize(
    ("stage", "code", "text", "follows", "is_about_the_address"),
    [
        (Stage.RCPT, 550, b"5.1.1 no <ann@example.com>", Consequence.BOUNCE, True),
        (Stage.RCPT, 550, b"no such user", Consequence.BOUNCE, True),
        (Stage.RCPT, 552, b"5.2.2 full", Consequence.BOUNCE, False),
        (Stage.RCPT, 554, b"5.7.1 listed", Consequence.BOUNCE, False),
        (Stage.RCPT, 450, b"4.2.1 later", Consequence.RETRY, True),
        (Stage.RCPT, 454, b"4.7.0 slow", Consequence.SLOW, True),
        (Stage.RCPT, 421, b"closing", Consequence.SLOW, True),
        (Stage.MAIL, 553, b"5.7.1 sender refused", Consequence.SLOW, False),
        (Stage.DATA, 554, b"no", Consequence.FAIL, True),
        (Stage.BODY, 451, b"later", Consequence.RETRY, True),
        (Stage.BODY, 554, b"5.6.0 spam", Consequence.FAIL, True),
    ],
)
def test_what_follows_from_a_reply(stage, code, text, follows, is_about_the_address) -> None:
    reply = reply_read(stage=stage, code=code, text=text)
    assert consequence(reply) is follows
    assert reply.is_about_the_address is is_about_the_address
    assert "example" not in repr(reply)


def test_waits_double_up_to_six_hours() -> None:
    waits = [backoff_seconds(attempts=number, first_seconds=60) for number in (1, 2, 3, 50)]
    assert waits == [60, 120, 240, 21_600]


@pytest.mark.parametrize(
    ("html", "printed"),
    [
        ('{{ v | money }}', "1,234.50 EUR"),
        ("{{ yen | money }}", "1,200 JPY"),
        ("{{ nothing | money }}", ""),
        ("{{ broken | money }}", ""),
        ("{{ at | date }}", "29 March 2026"),
        ("{{ at | date: '%Y-%m-%d %H:%M' }}", "2026-03-29 20:30"),
        ("{{ nothing | date }}", ""),
        ("{{ word | date }}", ""),
        ("{{ 1234567 | integer }}", "1,234,567"),
        ("{{ word | integer }}", ""),
    ],
)  # fmt: skip
def test_filters_print_for_readers_and_nothing_for_nonsense(html, printed) -> None:
    context = {
        "v": {"minor": 123450, "currency": "EUR"},
        "yen": {"minor": 1200, "currency": "JPY"},
        "broken": {"minor": 1, "currency": "euro"},
        "at": "2026-03-29T12:30:00+00:00",
        "word": "x",
        "time_zone": "Asia/Taipei",
        "language": "en",
    }
    assert compiled(Source(subject="s", html=html, text="t")).rendered(context).html == printed


def test_a_source_that_is_too_long_is_refused() -> None:
    with pytest.raises(TemplateRefused) as refusal:
        compiled(Source(subject="s", html="x" * 200_001, text="t"))
    assert (refusal.value.part, refusal.value.line) == ("html", 1)
