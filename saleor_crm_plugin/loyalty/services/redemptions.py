"""Brings back points that were spent, where no order's refund does it."""

from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.loyalty.models import LoyaltyProgram, Redemption
from saleor_crm_plugin.loyalty.queries.programs import rules_of
from saleor_crm_plugin.loyalty.queries.sheets import books_loaded, parts_of_entries
from saleor_crm_plugin.loyalty.rules.ledger import Source
from saleor_crm_plugin.loyalty.rules.movements import (
    Grace,
    points_return,
    sheet_advance,
    used_last,
)
from saleor_crm_plugin.loyalty.services.accounts import accounts_locked
from saleor_crm_plugin.loyalty.services.postings import books_store


@transaction.atomic
def redemption_return(*, redemption_id: int, actor: str, reason: str, at: datetime) -> int:
    """
    Give back all points of a redemption that have not come back yet; return how many did, 0 when told again.

    They return to the lots they came from, with the grace of a canceled order for lots that lapsed meanwhile.
    """
    account_id = Redemption.objects.values_list("account_id", flat=True).get(pk=redemption_id)
    account = accounts_locked(account_ids=[account_id])[0]
    redemption = Redemption.objects.get(pk=redemption_id)
    points = redemption.points - redemption.returned_points
    if points <= 0:
        return 0
    used = parts_of_entries([redemption.entry_id])[redemption.entry_id]
    book = books_loaded(
        [account],
        full_ids=[account.pk],
        lot_ids={part.lot_id for part in used if part.lot_id is not None},
    )[account.pk]
    rules = rules_of(LoyaltyProgram.objects.get(pk=account.program_id))
    sheet_advance(book.sheet, at=at)
    redemption.returns_count += 1
    points_return(
        book.sheet,
        used=used_last(used, returned=redemption.returned_points, points=points),
        key=f"return:{redemption.pk}:{redemption.returns_count}",
        grace=Grace(days=rules.current.config.cancel_grace_days, zone=rules.zone),
        source=Source(actor=actor, reason=reason, reverses_id=redemption.entry_id),
        at=at,
    )
    redemption.returned_points += points
    books_store([book], at=at)
    redemption.save(update_fields=["returned_points", "returns_count"])
    return points
