"""A real SMTP server on loopback that remembers what it took and refuses what a test tells it to."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP

from saleor_crm_plugin.conf import CrmSettings


@dataclass
class Taken:
    """One mail that the sink answered 250 to after the final dot."""

    recipients: list[str]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    def body(self, kind: str) -> str:
        return self.mail.get_body((kind,)).get_content()


@dataclass
class Sink:
    """`on_rcpt` and `on_data` get the address and return a reply, or `None` to accept."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    rcpts: list[str] = field(default_factory=list)
    on_rcpt: Callable[[str], str | None] = lambda address: None
    on_data: Callable[[str], str | None] = lambda address: None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        self.rcpts.append(address)
        if reply := self.on_rcpt(address):
            if reply == "hang up":
                server.transport.abort()
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if reply := self.on_data(envelope.rcpt_tos[0]):
            if reply == "hang up":
                server.transport.abort()
                return "421 gone"
            return reply
        self.taken.append(Taken(recipients=envelope.rcpt_tos, raw=envelope.original_content))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return sorted(address for taken in self.taken for address in taken.recipients)


@contextmanager
def running_sink(*, is_tls=False, **options):
    """Yield a sink that listens on a free port of loopback, in a thread of its own; `options` are aiosmtpd's."""
    sink, loop = Sink(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sink")
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(
            _listening(sink, loop, is_tls, options), loop
        ).result(10)
        sink.port = server.sockets[0].getsockname()[1]
        yield sink
    finally:
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _listening(sink, loop, is_tls, options) -> asyncio.Server:
    implicit = options.pop("tls_context") if is_tls else None
    return await loop.create_server(
        lambda: SMTP(sink, hostname="sink.example.com", loop=loop, **options),
        "127.0.0.1",
        0,
        ssl=implicit,
    )


async def _closed(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def sink_settings(sink: Sink, **values) -> CrmSettings:
    """Return settings that deliver to the sink."""
    values = {
        "shop_name": "Tea House",
        "shop_url": "https://tea.example.com",
        "public_url": "https://shop.example.com",
        "mail_sender": "shop@example.com",
        "smtp_host": "127.0.0.1",
        "smtp_port": sink.port,
    } | values
    return CrmSettings(**values)
