"""The caught mails: what is kept, what the pages show, and that a mail can do no harm."""

from email.message import EmailMessage

import pytest

from saleor_crm_plugin.hosts.standalone import mailbox
from tests.factories import NOON


@pytest.fixture
def path(tmp_path, settings):
    settings.MAIL_CATCHER_FILE = tmp_path / "mails.sqlite3"
    return settings.MAIL_CATCHER_FILE


def keep(path, subject="Your 40 points", *, html="", text="You have 40 points.") -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Tea <tea@example.com>"
    message["To"] = "shopper@example.com"
    message["List-Unsubscribe"] = "<mailto:u@example.com>, <https://shop.example.com/u/abc>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    mailbox.mail_keep(
        path=path, content=message.as_bytes(), recipients=["shopper@example.com"], at=NOON
    )


def test_the_list_shows_the_newest_mail_first_and_refreshes_itself(client, path) -> None:
    # given
    keep(path, "First ☕")
    keep(path, "Second 您的點數")

    # when
    response = client.get("/mail/")

    # then
    page = response.content.decode()
    assert response.status_code == 200
    assert page.index("Second 您的點數") < page.index("First ☕")
    assert page.count("shopper@example.com") == 2
    assert "29 Mar, 12:00:00 UTC" in page
    assert '<meta http-equiv="refresh"' in page


def test_a_mail_shows_its_parts_its_headers_and_its_way_out(client, path) -> None:
    # given
    keep(path, html="<h1>40 points</h1>")

    # when
    page = client.get("/mail/1/").content.decode()

    # then
    assert "Your 40 points" in page
    assert "You have 40 points." in page
    assert "List-Unsubscribe" in page
    assert 'href="https://shop.example.com/u/abc"' in page
    assert 'src="/mail/1/html/" sandbox="allow-popups' in page
    assert "<h1>40 points</h1>" not in page


def test_the_html_of_a_mail_runs_no_script_and_only_this_page_may_frame_it(client, path) -> None:
    # given
    keep(path, html="<script>steal()</script><p>40 points</p>")

    # when
    response = client.get("/mail/1/html/")

    # then
    policy = response.headers["Content-Security-Policy"]
    assert "<p>40 points</p>" in response.content.decode()
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox;")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_subject_cannot_bring_markup_into_the_page(client, path) -> None:
    keep(path, "<script>alert(1)</script>")
    assert "<script>" not in client.get("/mail/").content.decode()
    assert "<script>" not in client.get("/mail/1/").content.decode()


def test_only_the_newest_mails_are_kept(path, monkeypatch) -> None:
    # given
    monkeypatch.setattr(mailbox, "KEPT_MAILS", 3)

    # when
    for number in range(5):
        keep(path, f"Mail {number}")

    # then
    kept = mailbox.mail_summaries(path=path, limit_rows=10)
    assert [mail.subject for mail in kept] == ["Mail 4", "Mail 3", "Mail 2"]
    assert mailbox.mail_with_id(path=path, mail_id=1) is None


@pytest.mark.parametrize("address", ["/mail/", "/mail/1/", "/mail/1/html/"])
def test_without_the_catcher_there_is_no_mail_page(client, settings, address) -> None:
    settings.MAIL_CATCHER_FILE = None
    assert client.get(address).status_code == 404


def test_a_forgotten_mail_is_not_found(client, path) -> None:
    assert client.get("/mail/7/").status_code == 404
    assert client.get("/mail/7/html/").status_code == 404


def test_a_mail_without_text_or_subject_is_shown(client, path) -> None:
    # given
    mailbox.mail_keep(path=path, content=b"\r\n", recipients=["a@example.com"], at=NOON)

    # then
    assert "(no subject)" in client.get("/mail/").content.decode()
    assert "<iframe" not in client.get("/mail/1/").content.decode()
