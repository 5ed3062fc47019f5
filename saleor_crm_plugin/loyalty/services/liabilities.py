"""Writes down what the points of a program cost at an instant."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.loyalty.models import LiabilitySnapshot
from saleor_crm_plugin.loyalty.queries.liability import Liability, liability
from saleor_crm_plugin.loyalty.queries.programs import program_rules


@transaction.atomic
def liability_snapshot(*, as_of_at: datetime, at: datetime) -> Liability | None:
    """
    Keep the liability as it was the moment before `as_of_at`, once per instant; computed anew when asked again.

    None: there is no program yet.
    """
    rules = program_rules()
    if rules is None:
        return None
    found = liability(rules=rules, from_at=as_of_at, at=as_of_at)
    LiabilitySnapshot.objects.update_or_create(
        program_id=rules.program_id,
        as_of_at=as_of_at,
        defaults={
            "outstanding_points": found.outstanding,
            "pending_points": found.pending,
            "debt_points": found.debt,
            "steps": [list(step) for step in found.steps],
            "revenue": [asdict(one) for one in found.revenue],
            "taken_at": at,
        },
    )
    return found
