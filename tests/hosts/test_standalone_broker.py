"""The embedded broker: several processes, each message to one of them, none seen half-written."""

import multiprocessing
from queue import Empty

import pytest
from kombu import Connection

from saleor_crm_plugin.hosts.standalone import broker

spawn = multiprocessing.get_context("spawn")


def connect(directory) -> Connection:
    return Connection(
        broker.URL,
        transport_options=broker.transport_options(url=broker.URL, directory=directory),
    )


def put_many(directory, sender: str, count: int) -> None:
    with connect(directory) as connection, connection.SimpleQueue("alarms", no_ack=True) as queue:
        for number in range(count):
            queue.put(f"{sender}-{number}")


def get_until_the_end(directory, received) -> None:
    with connect(directory) as connection, connection.SimpleQueue("alarms", no_ack=True) as queue:
        while (message := queue.get(timeout=20).payload) != "end":
            received.put(message)


def test_every_message_of_several_processes_reaches_exactly_one_of_several_processes(tmp_path):
    # given
    received = spawn.Queue()
    receivers = [spawn.Process(target=get_until_the_end, args=(tmp_path, received)) for _ in "12"]
    senders = [spawn.Process(target=put_many, args=(tmp_path, name, 200)) for name in "ab"]

    # when
    for process in [*receivers, *senders]:
        process.start()
    for process in senders:
        process.join(30)
    with connect(tmp_path) as connection, connection.SimpleQueue("alarms", no_ack=True) as queue:
        for _ in receivers:
            queue.put("end")
    messages = [received.get(timeout=20) for _ in range(400)]

    # then
    assert sorted(messages) == sorted(f"{name}-{number}" for name in "ab" for number in range(200))
    for process in receivers:
        process.join(20)
        assert process.exitcode == 0
    assert list(tmp_path.iterdir()) == []


def test_messages_come_in_the_order_in_which_they_were_sent_and_can_be_purged(tmp_path):
    with connect(tmp_path) as connection, connection.SimpleQueue("alarms", no_ack=True) as queue:
        # given
        for number in range(5):
            queue.put(number)

        # then
        assert [queue.get(timeout=1).payload for _ in range(3)] == [0, 1, 2]
        assert queue.qsize() == 2
        assert queue.clear() == 2
        with pytest.raises(Empty):
            queue.get(timeout=0.1)


def test_a_message_waits_for_a_worker_that_starts_later(tmp_path):
    # given
    put_many(tmp_path, "early", 1)

    # then
    with connect(tmp_path) as connection, connection.SimpleQueue("alarms", no_ack=True) as queue:
        assert queue.get(timeout=1).payload == "early-0"


def test_another_broker_needs_no_directory(tmp_path):
    assert broker.transport_options(url="redis://", directory=tmp_path / "none") == {}
    assert (tmp_path / "none").exists() is False
