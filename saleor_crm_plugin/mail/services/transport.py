"""Talks SMTP, one command at a time, so that a message can be marked between the server's 354 and its body."""

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Collection
from functools import partial
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.mail.rules.replies import Reply, Stage, reply_read

_START_BODY = (354,)
_CLOSING = 421
_SECURITIES = ("none", "starttls", "tls")
_DONE = range(200, 300)
_BROKEN = (OSError, smtplib.SMTPException)


class ServerLost(Exception):
    """The mail server cannot be reached, or went away; only the cause's class is kept, its text may quote addresses."""


class ServerUnreachable(ServerLost):
    """No connection, no TLS or no login: it is not the message's fault."""


class SmtpSession:
    """
    A connection that is opened at the first message and reused.

    Used as a context manager; leaving it says QUIT. Not safe across threads.

    :raises ImproperlyConfigured: `smtp_security` is none of its values.
    """

    def __init__(self, settings: CrmSettings) -> None:
        if settings.smtp_security not in _SECURITIES:
            raise ImproperlyConfigured(
                f"SALEOR_CRM['smtp_security'] must be one of {', '.join(_SECURITIES)}"
            )
        self._settings = settings
        self._connection: smtplib.SMTP | None = None
        self.handed = 0

    def __enter__(self) -> "SmtpSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(*_BROKEN):
                self._connection.quit()
        self.abandon()

    def offer(self, *, sender: str, recipient: str) -> Reply | None:
        """
        Announce one message up to the server's request for its body; return its refusal, if it refuses.

        :raises ServerUnreachable: there is no connection, and none can be made.
        :raises ServerLost: the connection broke; the message was not taken.
        """
        connection = self._connection or self._connected()
        try:
            steps: tuple[tuple[Stage, Callable[[], tuple[int, bytes]], Collection[int]], ...] = (
                (Stage.MAIL, partial(connection.mail, sender), _DONE),
                (Stage.RCPT, partial(connection.rcpt, recipient), _DONE),
                (Stage.DATA, partial(connection.docmd, "DATA"), _START_BODY),
            )
            for stage, step, hoped in steps:
                code, text = step()
                if code not in hoped:
                    return self._refused(reply_read(stage=stage, code=code, text=text))
        except _BROKEN as error:
            self.abandon()
            raise ServerLost(type(error).__name__) from None
        return None

    def hand_over(self, body: bytes) -> Reply | None:
        """
        Send the body that the server asked for, dots stuffed and the final one included; return its refusal.

        :raises ServerLost: the connection broke: nobody knows whether the message was taken.
        """
        connection = self._connection
        if connection is None:
            raise ServerLost("closed")
        try:
            connection.send(body)
            code, text = connection.getreply()
        except _BROKEN as error:
            self.abandon()
            raise ServerLost(type(error).__name__) from None
        self.handed += 1
        if code not in _DONE:
            return self._refused(reply_read(stage=Stage.BODY, code=code, text=text))
        return None

    def abandon(self) -> None:
        """Close the connection without another word; a server that waits for a body then takes nothing (RFC 5321 §4.1.1.4)."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self.handed = None, 0

    def _refused(self, reply: Reply) -> Reply:
        connection = self._connection
        if connection is None or reply.code == _CLOSING:
            self.abandon()
        elif reply.stage in (Stage.RCPT, Stage.DATA):
            try:
                connection.rset()
            except _BROKEN:
                self.abandon()
        return reply

    def _connected(self) -> smtplib.SMTP:
        try:
            return self._opened()
        except _BROKEN as error:
            self.abandon()
            raise ServerUnreachable(type(error).__name__) from None

    def _opened(self) -> smtplib.SMTP:
        settings = self._settings
        name = settings.mail_sender.rpartition("@")[2]
        if settings.smtp_security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host,
                settings.smtp_port,
                local_hostname=name,
                timeout=settings.mail_timeout_seconds,
                context=ssl.create_default_context(),
            )
        else:
            connection = smtplib.SMTP(
                settings.smtp_host,
                settings.smtp_port,
                local_hostname=name,
                timeout=settings.mail_timeout_seconds,
            )
        self._connection = connection
        connection.ehlo_or_helo_if_needed()
        if settings.smtp_security == "starttls":
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        if settings.smtp_user:
            connection.login(settings.smtp_user, settings.smtp_password)
        return connection
