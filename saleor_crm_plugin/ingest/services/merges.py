"""Makes two shoppers one, in every domain, in one transaction."""

from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.automation.services import runs_merge, runs_unmerge
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.services import (
    accounts_merge,
    accounts_of_profiles_lock,
    accounts_unmerge,
    referrals_touch,
    tiers_converge,
    tiers_merge,
)
from saleor_crm_plugin.mail.services import messages_merge, messages_unmerge
from saleor_crm_plugin.orders.services import Moved, orders_move, orders_unmove
from saleor_crm_plugin.profiles.services.basics import profiles_lock
from saleor_crm_plugin.profiles.services.merges import profile_rows_merge
from saleor_crm_plugin.profiles.services.unmerges import Unmerged, profile_rows_unmerge
from saleor_crm_plugin.segments.services import rfm_refresh, scores_merge


@transaction.atomic
def profiles_merge(
    *, survivor_id: int, absorbed_id: int, rule: str, actor: str, at: datetime
) -> bool:
    """
    Merge `absorbed_id` into `survivor_id`; return False if that was done before.

    The most restrictive consent holds, both ledgers become one, orders, messages and timeline join.
    The merge's record names the rows that moved.
    """
    profiles_lock([survivor_id, absorbed_id])
    accounts_of_profiles_lock(profile_ids=[survivor_id, absorbed_id])
    record = profile_rows_merge(
        survivor_id=survivor_id, absorbed_id=absorbed_id, rule=rule, actor=actor, at=at
    )
    if record is None:
        return False
    orders = orders_move(survivor_id=survivor_id, absorbed_id=absorbed_id)
    ledger = accounts_merge(survivor_id=survivor_id, absorbed_id=absorbed_id, at=at)
    tiers_merge(survivor_id=survivor_id, absorbed_id=absorbed_id, at=at)
    scores_merge(survivor_id=survivor_id, absorbed_id=absorbed_id, at=at)
    moved: JsonObject = {
        "orders": [*orders.order_ids],
        "checkouts": [*orders.checkout_ids],
        "ledger": ledger,
        "messages": [*messages_merge(survivor_id=survivor_id, absorbed_id=absorbed_id)],
        "runs": [*runs_merge(survivor_id=survivor_id, absorbed_id=absorbed_id)],
    }
    record.moved_rows = record.moved_rows | moved
    record.save(update_fields=["moved_rows"])
    referrals_touch(profile_ids=[survivor_id, absorbed_id], at=at)
    return True


@transaction.atomic
def profiles_unmerge(*, merge_id: int, actor: str, days_max: int, at: datetime) -> Unmerged | None:
    """
    Undo a merge in every domain; None if that was done before.

    Every row goes back to whom it was of. Points are given back by compensating entries, scores and
    tiers are worked out anew, and nothing that happened since is lost: it stays where it happened.

    :raises NotFound: there is no such merge.
    :raises UnmergeImpossible, PointsInseparable: it cannot be undone exactly; nothing was written.
    """
    undone = profile_rows_unmerge(merge_id=merge_id, actor=actor, days_max=days_max, at=at)
    if undone is None:
        return None
    survivor_id, absorbed_id, moved = undone.survivor_id, undone.absorbed_id, undone.moved
    both = {"survivor_id": survivor_id, "absorbed_id": absorbed_id}
    accounts_unmerge(
        absorbed_id=absorbed_id,
        moved=moved["ledger"],
        order_ids=moved["orders"],
        merge_id=merge_id,
        actor=actor,
        at=at,
    )
    orders_unmove(**both, moved=Moved(moved["orders"], moved["checkouts"]))
    messages_unmerge(**both, message_ids=moved["messages"])
    runs_unmerge(**both, run_ids=moved["runs"])
    tiers_converge(profile_ids={survivor_id, absorbed_id}, live_profile_ids=set(), at=at)
    referrals_touch(profile_ids=[survivor_id, absorbed_id], at=at)
    rfm_refresh(profile_ids=[survivor_id, absorbed_id], at=at, is_live=False)
    return undone
