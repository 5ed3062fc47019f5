"""What merging and erasing profiles means for their scores."""

from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.segments.models import RfmMove, RfmScore
from saleor_crm_plugin.segments.services.refresh import rfm_refresh
from saleor_crm_plugin.segments.services.scopes import scopes_hold


@transaction.atomic
def scores_merge(*, survivor_id: int, absorbed_id: int, at: datetime) -> JsonObject:
    """
    Drop the absorbed profile's scores and moves and score the survivor; return the numbers dropped.

    To be called after the orders have moved to the survivor. Starts no automation.
    """
    dropped = scores_erase(profile_id=absorbed_id)
    rfm_refresh(profile_ids=[survivor_id], at=at, is_live=False)
    return dropped


@transaction.atomic
def scores_erase(*, profile_id: int) -> JsonObject:
    """Drop a profile's scores and moves; return the numbers dropped. Bounds, which name nobody, remain."""
    scopes_hold()
    scores, _ = RfmScore.objects.filter(profile_id=profile_id).delete()
    moves, _ = RfmMove.objects.filter(profile_id=profile_id).delete()
    return {"rfm_scores": scores, "rfm_moves": moves}
