"""Makes two shoppers one, in every domain, in one transaction."""

from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.automation.services import runs_merge
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.services import accounts_merge, tiers_merge
from saleor_crm_plugin.mail.services import messages_merge
from saleor_crm_plugin.orders.services import orders_move
from saleor_crm_plugin.profiles.services.merges import profile_rows_merge
from saleor_crm_plugin.segments.services import scores_merge


@transaction.atomic
def profiles_merge(
    *, survivor_id: int, absorbed_id: int, rule: str, actor: str, at: datetime
) -> bool:
    """
    Merge `absorbed_id` into `survivor_id`; return False if that was done before.

    The most restrictive consent holds, both ledgers become one, orders, messages and timeline join.
    The merge's record names the rows that moved.
    """
    record = profile_rows_merge(
        survivor_id=survivor_id, absorbed_id=absorbed_id, rule=rule, actor=actor, at=at
    )
    if record is None:
        return False
    moved: JsonObject = {
        "orders": [*orders_move(survivor_id=survivor_id, absorbed_id=absorbed_id)],
        "ledger": accounts_merge(survivor_id=survivor_id, absorbed_id=absorbed_id, at=at),
    }
    record.moved_rows = record.moved_rows | moved
    record.save(update_fields=["moved_rows"])
    tiers_merge(survivor_id=survivor_id, absorbed_id=absorbed_id, at=at)
    scores_merge(survivor_id=survivor_id, absorbed_id=absorbed_id, at=at)
    messages_merge(survivor_id=survivor_id, absorbed_id=absorbed_id)
    runs_merge(survivor_id=survivor_id, absorbed_id=absorbed_id)
    return True
