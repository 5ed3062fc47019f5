"""What the domains above orders do when a batch changed orders and profiles."""

from datetime import datetime

from saleor_crm_plugin.ingest.services.apply import Applied


def changes_react(*, applied: Applied, at: datetime) -> None:
    """Bring points and scores to what the changed orders imply, in the caller's transaction."""
