"""The embedded broker: messages between the processes of one machine, without a server."""

from pathlib import Path


def url(directory: Path) -> str:
    """Return the address of the broker that keeps its messages in `directory`."""
    return f"sqla+sqlite:///{directory / 'broker.sqlite3'}"


def transport_options(broker_url: str, directory: Path) -> dict[str, object]:
    """Return what Celery's transport behind `broker_url` needs to be told."""
    return {"polling_interval": 0.2} if broker_url == url(directory) else {}
