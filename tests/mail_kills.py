"""Sends mail with real worker processes and kills them while they send; prints what arrived as JSON.

Run as a program of its own, as it forks: `python -m tests.mail_kills --mails 300 --kills 5` on the database of
`DATABASE_URL`, which must be migrated and have an empty outbox.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django
from aiosmtpd.smtp import SMTP

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import DatabaseError, connections  # noqa: E402 needs the settings
from django.utils import timezone  # noqa: E402

from saleor_crm_plugin.conf import CrmSettings  # noqa: E402
from saleor_crm_plugin.mail.models import MailTemplate, Message, MessageClass  # noqa: E402
from saleor_crm_plugin.mail.services import (  # noqa: E402
    NewMessage,
    messages_enqueue,
    outbox_deliver,
)
from saleor_crm_plugin.profiles.models import Consent, Profile  # noqa: E402

MOVING = ["queued", "claimed", "handed"]
SECONDS_MAX = 300


def rows_make(mails: int) -> float:
    """Queue one marketing message for each of `mails` shoppers who agreed; return the seconds the queueing took."""
    at = timezone.now()
    times = {"first_seen_at": at, "created_at": at, "updated_at": at}
    profiles = Profile.objects.bulk_create(
        [
            Profile(email=f"shopper{number}@example.com", first_name="林小美", **times)
            for number in range(mails)
        ],
        batch_size=1000,
    )
    Consent.objects.bulk_create(
        [
            Consent(profile=profile, channel="email", status="granted", stated_at=at)
            for profile in profiles
        ],
        batch_size=1000,
    )
    context = {
        "order": {"number": "1042", "total": {"minor": 12990, "currency": "EUR"}},
        "points": 129,
        "balance": 480,
        "points_usable_from": None,
        "points_good_until": "2027-03-29T12:00:00+00:00",
    }
    messages = [
        NewMessage(
            key=f"news:{profile.pk}",
            profile_id=profile.pk,
            template="points-earned",
            message_class=MessageClass.MARKETING,
            topic="offers",
            context=context,
            due_at=at,
        )
        for profile in profiles
    ]
    began = time.perf_counter()
    messages_enqueue(messages=messages, at=at)
    return time.perf_counter() - began


def plain_insert_seconds(mails: int) -> float:
    """Return how long a bulk insert of as many outbox rows takes; they are deleted again."""
    at = timezone.now()
    template = MailTemplate.objects.get(slug="points-earned")
    profile = Profile.objects.order_by("pk").first()
    rows = [
        Message(
            key=f"plain:{number}",
            profile=profile,
            template=template,
            message_class=MessageClass.MARKETING,
            priority=5,
            due_at=at,
            expires_at=at,
            created_at=at,
        )
        for number in range(mails)
    ]
    began = time.perf_counter()
    Message.objects.bulk_create(rows, batch_size=1000)
    took = time.perf_counter() - began
    Message.objects.filter(key__startswith="plain:").delete()
    return took


class Recorder:
    """Writes down each recipient at the final dot, before the server's 250."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        os.write(self._file, "".join(f"{to}\n" for to in envelope.rcpt_tos).encode())
        return "250 OK"


def sink_run(listening: socket.socket, path: Path) -> None:
    loop = asyncio.new_event_loop()
    recorder = Recorder(path)
    loop.run_until_complete(
        loop.create_server(
            lambda: SMTP(recorder, hostname="sink.example.com", loop=loop), sock=listening
        )
    )
    loop.run_forever()


def worker_run(settings: CrmSettings) -> None:
    while True:
        try:
            outbox_deliver(settings=settings, clock=timezone.now, limit_rows=5_000)
        except DatabaseError:  # as a failed task: the next beat tries again
            connections.close_all()
        time.sleep(0.1)


def child(work, *arguments) -> int:
    """Fork a process that only does `work`; return its id."""
    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        work(*arguments)
    finally:
        os._exit(1)


def moving() -> int:
    count = Message.objects.filter(state__in=MOVING).count()
    connections.close_all()
    return count


def run(arguments: argparse.Namespace) -> dict[str, object]:
    queueing = rows_make(arguments.mails)
    inserting = plain_insert_seconds(arguments.mails)
    listening = socket.create_server(("127.0.0.1", 0))
    settings = CrmSettings(
        smtp_port=listening.getsockname()[1],
        mail_claim_seconds=arguments.claim_seconds,
        mail_retry_seconds=1,
        public_url="https://shop.example.com",
    )
    with tempfile.TemporaryDirectory() as folder:
        arrived = Path(folder) / "arrived"
        sink = child(sink_run, listening, arrived)
        workers = [child(worker_run, settings) for _ in range(arguments.workers)]
        try:
            began = time.perf_counter()
            killed = 0
            while killed < arguments.kills:
                time.sleep(random.uniform(*arguments.pause))
                if Path(arrived).exists() or killed:
                    chosen = random.randrange(len(workers))
                    os.kill(workers[chosen], signal.SIGKILL)
                    os.waitpid(workers[chosen], 0)
                    workers[chosen] = child(worker_run, settings)
                    killed += 1
            while moving() and time.perf_counter() - began < SECONDS_MAX:
                time.sleep(0.2)
            took = time.perf_counter() - began
        finally:
            for pid in [*workers, sink]:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        received = Counter(arrived.read_text().split())
    states = dict(Counter(Message.objects.values_list("state", flat=True)))
    sent = set(Message.objects.filter(state="sent").values_list("profile__email", flat=True))
    unknown = set(Message.objects.filter(state="unknown").values_list("profile__email", flat=True))
    return {
        "mails": arguments.mails,
        "kills": killed,
        "states": states,
        "received": len(received),
        "duplicates": sum(count - 1 for count in received.values()),
        "sent_but_missing": len(sent - set(received)),
        "unknown_but_received": len(unknown & set(received)),
        "missing_and_not_unknown": len(
            {f"shopper{number}@example.com" for number in range(arguments.mails)}
            - set(received)
            - unknown
        ),
        "seconds": round(took, 2),
        "mails_per_second": round(arguments.mails / took, 1),
        "enqueue_seconds": round(queueing, 3),
        "plain_insert_seconds": round(inserting, 3),
        "ratio_to_plain_insert": round(took / inserting, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, required=True)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--claim-seconds", type=int, default=3)
    parser.add_argument("--pause", type=float, nargs=2, default=[0.4, 0.9])
    json.dump(run(parser.parse_args()), sys.stdout)


if __name__ == "__main__":
    main()
