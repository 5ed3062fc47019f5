"""Talks to the messenger: the channel and the diary; always with a timeout, never with a name in an error."""

import http.client
import json
import os
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from saleor_crm_plugin.hooks import Event, Outcome, OutgoingMessage

_DIARY_TIMEOUT_SECONDS = 10
_BAD_REQUEST, _GONE, _TOO_MANY = 400, 410, 429


def deliver(message: OutgoingMessage) -> Outcome:
    """
    Hand one message to the messenger, and say what is certain.

    No connection: certainly not taken. Anything that happens after the request has left: unknown.
    """
    try:
        connection = _connected(message.timeout_seconds)
    except OSError:
        return Outcome.LATER
    body = {"to": message.address, "text": message.text}
    try:
        status = _posted(connection, "/messages", body, key=message.key)
    except (OSError, http.client.HTTPException):
        return Outcome.UNKNOWN
    if status == _GONE:
        return Outcome.REFUSED
    if status == _TOO_MANY:
        return Outcome.LATER
    if status >= http.client.INTERNAL_SERVER_ERROR:
        return Outcome.UNKNOWN
    return Outcome.FAILED if status >= _BAD_REQUEST else Outcome.TAKEN


def write_diary(events: Sequence[Event]) -> None:
    """
    Write each event into the diary; told again, it is written once, as its id is the page's key.

    :raises OSError: the diary cannot be reached; the CRM tells the events again.
    """
    for event in events:
        connection = _connected(_DIARY_TIMEOUT_SECONDS)
        page = {"type": event.type, "profile": event.profile_id}
        status = _posted(connection, "/diary", page, key=str(event.event_id))
        if status >= _BAD_REQUEST:
            raise ConnectionError(f"the diary answered {status}")


def _connected(timeout_seconds: int) -> http.client.HTTPConnection:
    address = urlsplit(os.environ["LOYAL_WEATHER_URL"])
    connection = http.client.HTTPConnection(address.netloc, timeout=timeout_seconds)
    connection.connect()
    return connection


def _posted(
    connection: http.client.HTTPConnection, path: str, body: Mapping[str, object], *, key: str
) -> int:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    try:
        connection.request("POST", path, json.dumps(body), headers)
        return connection.getresponse().status
    finally:
        connection.close()
