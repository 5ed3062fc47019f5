"""What the domains above orders do when a batch changed orders and profiles."""

from datetime import datetime

from saleor_crm_plugin.ingest.services.apply import Applied
from saleor_crm_plugin.segments.services import rfm_refresh, scores_erase


def changes_react(*, applied: Applied, at: datetime) -> None:
    """Bring points and scores to what the changed orders imply, in the caller's transaction."""
    rfm_refresh(profile_ids=applied.past_profile_ids, at=at, is_live=False)
    rfm_refresh(profile_ids=applied.live_profile_ids, at=at, is_live=True)
    for profile_id in applied.erased_profile_ids:
        scores_erase(profile_id=profile_id)
