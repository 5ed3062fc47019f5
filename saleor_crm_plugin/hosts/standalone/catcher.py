"""The local SMTP server that keeps every mail instead of sending it on; it listens on the loopback only."""

import asyncio
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from saleor_crm_plugin.hosts.standalone.mailbox import mail_keep

LOOPBACK = "127.0.0.1"
MAIL_BYTES_MAX = 10_000_000


class _Keeper:
    """Answers aiosmtpd's only question of interest: what to do with a mail."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 aiosmtpd's name and arguments
        content = envelope.original_content or b""
        await asyncio.to_thread(
            mail_keep,
            path=self.path,
            content=content,
            recipients=list(envelope.rcpt_tos),
            at=datetime.now(UTC),
        )
        return "250 OK kept"


async def catch(*, port: int, path: Path, is_ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `is_ready` is called once mails can be handed over."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    server = await loop.create_server(
        lambda: SMTP(
            _Keeper(path), data_size_limit=MAIL_BYTES_MAX, enable_SMTPUTF8=True, loop=loop
        ),
        host=LOOPBACK,
        port=port,
    )
    is_ready()
    await stop.wait()
    server.close()
