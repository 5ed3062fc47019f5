"""The file of caught e-mails: local, bounded, and only there when the local mail catcher is used."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy
from pathlib import Path
from typing import cast

KEPT_MAILS = 500
_TABLE = """
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    content BLOB NOT NULL
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSummary:
    """One line of the list of caught mails."""

    id: int
    received_at: datetime
    sender: str
    recipients: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One caught mail, taken apart; `text` and `html` are empty when the mail has no such part."""

    summary: MailSummary
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    unsubscribe_url: str


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_TABLE)
        yield connection


def mail_keep(*, path: Path, content: bytes, recipients: list[str], at: datetime) -> None:
    """Keep one mail as it came over SMTP, and forget the oldest beyond `KEPT_MAILS`."""
    message = _parsed(content)
    with _open(path) as connection:
        row = connection.execute(
            "INSERT INTO mail (received_at, sender, recipients, subject, content)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                at.isoformat(),
                str(message.get("From", "")),
                ", ".join(recipients),
                str(message.get("Subject", "")),
                content,
            ),
        ).lastrowid
        connection.execute("DELETE FROM mail WHERE id <= ?", ((row or 0) - KEPT_MAILS,))


def mail_summaries(*, path: Path, limit_rows: int = KEPT_MAILS) -> list[MailSummary]:
    """Return the newest caught mails, the newest first."""
    with _open(path) as connection:
        rows = connection.execute(
            "SELECT id, received_at, sender, recipients, subject FROM mail"
            " ORDER BY id DESC LIMIT ?",
            (limit_rows,),
        ).fetchall()
    return [_summary(*row) for row in rows]


def mail_with_id(*, path: Path, mail_id: int) -> Mail | None:
    """Return one mail; none when it was never caught or is already forgotten."""
    with _open(path) as connection:
        row = connection.execute(
            "SELECT id, received_at, sender, recipients, subject, content FROM mail WHERE id = ?",
            (mail_id,),
        ).fetchone()
    if row is None:
        return None
    message = _parsed(row[5])
    return Mail(
        summary=_summary(*row[:5]),
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        unsubscribe_url=_unsubscribe_url(str(message.get("List-Unsubscribe", ""))),
    )


def _summary(
    mail_id: int, received_at: str, sender: str, recipients: str, subject: str
) -> MailSummary:
    return MailSummary(
        id=mail_id,
        received_at=datetime.fromisoformat(received_at).astimezone(UTC),
        sender=sender,
        recipients=recipients,
        subject=subject,
    )


def _parsed(content: bytes) -> EmailMessage:
    # The stubs know only the old message class, whatever the policy is.
    return cast(EmailMessage, message_from_bytes(content, policy=email_policy))  # type: ignore[redundant-cast,unused-ignore]


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return "" if part is None else str(part.get_content())


def _unsubscribe_url(header: str) -> str:
    """Return the web address of a `List-Unsubscribe` header (RFC 2369 §3.2), empty without one."""
    addresses = [entry.strip().strip("<>") for entry in header.split(",")]
    return next((a for a in addresses if a.startswith(("http://", "https://"))), "")
