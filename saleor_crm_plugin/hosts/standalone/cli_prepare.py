"""What `run` sees to before it starts anything: tables, a broker, and data to look at."""

from django.core.management import call_command
from django.db import DatabaseError, connection
from rich.console import Console

from saleor_crm_plugin.hosts.standalone import health
from saleor_crm_plugin.hosts.standalone.findings import CannotRun


def tables_update(console: Console) -> None:
    """
    Create or update the tables.

    :raises CannotRun: the database does not answer.
    """
    try:
        with console.status("updating the tables"):
            call_command("crm_migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise CannotRun(f"the database of DATABASE_URL: {error}") from None
    finally:
        connection.close()


def broker_require() -> None:
    """
    Look for the broker once, because a worker would wait for it for ever and say little.

    :raises CannotRun: the broker does not answer.
    """
    check = health.broker()
    if not check.is_ok:
        raise CannotRun(f"the broker of CELERY_BROKER_URL does not answer: {check.finding}")


def demo_load_if_empty() -> None:
    """
    Fill an empty database with the demo shop.

    :raises CannotRun: it was interrupted, and the shop is there in part.
    """
    try:
        call_command("crm_demo", if_empty=True)
    except KeyboardInterrupt:
        raise CannotRun(
            "the demo shop was interrupted and is there in part; delete the database (.var) to begin anew"
        ) from None
    finally:
        connection.close()
