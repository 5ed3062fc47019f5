"""Builds the bytes of an e-mail from its rendered parts (RFC 5322, 2045-2047, 8058)."""

import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_BARE_ENDING = re.compile(r"\r\n|\r|\n")
_CRLF = b"\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One e-mail before encoding; `unsubscribe_url` is empty for mail that cannot be unsubscribed."""

    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    subject: str
    html: str
    text: str
    message_id: str
    unsubscribe_url: str
    written_at: datetime


def one_line(value: str) -> str:
    """Return `value` as one header line: control characters and line breaks become one blank."""
    return _CONTROL.sub(" ", value).strip()


def letter_bytes(letter: Letter) -> bytes:
    """
    Return the letter with CRLF line ends and no line over 998 octets, ready for `DATA` except dot stuffing.

    Two alternatives, text then HTML, each quoted-printable or base64, whichever is shorter. The
    boundary comes from the message id, so that the same letter always has the same bytes.
    """
    boundary = "=_" + re.sub(r"[^0-9A-Za-z]", "", letter.message_id.partition("@")[0])[:40]
    headers = [
        ("From", _mailbox(letter.sender_name, letter.sender)),
        ("To", _mailbox(letter.recipient_name, letter.recipient)),
        ("Subject", _encoded("Subject", letter.subject)),
        ("Date", format_datetime(letter.written_at)),
        ("Message-ID", one_line(letter.message_id)),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    if letter.unsubscribe_url:
        headers[5:5] = [
            ("List-Unsubscribe", f"<{one_line(letter.unsubscribe_url)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")
    edge = f"--{boundary}".encode()
    parts = (_part("text/plain", letter.text), _part("text/html", letter.html))
    body = b"".join(edge + _CRLF + part + _CRLF for part in parts)
    return head + _CRLF + body + edge + b"--" + _CRLF


def dot_stuffed(letter: bytes) -> bytes:
    """Return the letter as `DATA` wants it: leading dots doubled, the final dot line added (RFC 5321 §4.5.2)."""
    stuffed = letter.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b"" if stuffed.endswith(_CRLF) else _CRLF) + b"." + _CRLF


def _part(content_type: str, content: str) -> bytes:
    raw = _BARE_ENDING.sub("\r\n", content).encode()
    quoted = binascii.b2a_qp(raw, istext=True)
    if _CRLF not in raw:  # b2a_qp copies the line ends of its input, and LF when there are none
        quoted = quoted.replace(b"\n", _CRLF)
    encoded = binascii.b2a_base64(raw, newline=False)
    if len(quoted) <= len(encoded) + len(encoded) // 38:
        encoding, payload = "quoted-printable", quoted
    else:
        lines = (encoded[start : start + 76] for start in range(0, len(encoded), 76))
        encoding, payload = "base64", _CRLF.join(lines)
    head = f'Content-Type: {content_type}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode("ascii") + payload


def _mailbox(name: str, address: str) -> str:
    clean = one_line(name)
    if clean.isascii():
        return formataddr((clean[:70], one_line(address)))
    return f"{_encoded('From', clean)} <{one_line(address)}>"


def _encoded(header: str, value: str) -> str:
    clean = one_line(value)
    charset = None if clean.isascii() else "utf-8"
    return Header(clean, charset, header_name=header, maxlinelen=76).encode(linesep="\r\n")
