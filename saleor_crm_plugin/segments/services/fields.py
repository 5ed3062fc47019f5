"""Lets extensions compute their fields, outside of any transaction, and stores what fits."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.extensions.services import failure_record
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.hooks import Purchases, SegmentField, Shopper
from saleor_crm_plugin.loyalty.queries import points_summaries
from saleor_crm_plugin.orders.queries import TotalsRow, totals_of
from saleor_crm_plugin.profiles.queries.fields import ShopperRow, shopper_rows
from saleor_crm_plugin.profiles.rules.fields import StoredValue, ValueRefused, value_stored
from saleor_crm_plugin.profiles.services.fields import (
    field_values_store,
    marks_claim,
    marks_finish,
)
from saleor_crm_plugin.work import Work, wake

Clock = Callable[[], datetime]
_BATCH_ROWS = 500
_CLAIM_SECONDS = 300


def extension_fields_compute(*, clock: Clock, limit_rows: int) -> int:
    """
    Compute the fields of up to `limit_rows` marked profiles; return how many marks were done.

    May run any number of times at once. A field that fails keeps the batch's old values until the next event
    or night, its failure is counted, and the other fields go on.
    """
    done = 0
    while done < limit_rows:
        at = clock()
        marked = marks_claim(
            limit_rows=min(_BATCH_ROWS, limit_rows - done), at=at, claim_seconds=_CLAIM_SECONDS
        )
        if not marked.mark_ids:
            return done
        shoppers = _shoppers(marked.profile_ids, at=at)
        for extension, field in installed().segment_fields:
            _computed(extension, field, shoppers, at=at)
        marks_finish(mark_ids=marked.mark_ids)
        done += len(marked.mark_ids)
    wake(Work.FIELDS)
    return done


def _shoppers(profile_ids: set[int], *, at: datetime) -> tuple[Shopper, ...]:
    rows = shopper_rows(profile_ids)
    live = [row.profile_id for row in rows]
    points = points_summaries(profile_ids=live, at=at)
    totals = totals_of(live)
    return tuple(
        _shopper(row, points=points[row.profile_id].available, totals=totals[row.profile_id])
        for row in rows
    )


def _shopper(row: ShopperRow, *, points: int, totals: Sequence[TotalsRow]) -> Shopper:
    return Shopper(
        profile_id=row.profile_id,
        is_registered=row.is_registered,
        registered_at=row.registered_at,
        first_seen_at=row.first_seen_at,
        country_code=row.country_code,
        language_code=row.language_code,
        city=row.city,
        tags=row.tags,
        points=points,
        purchases=tuple(
            Purchases(
                channel=one.channel,
                currency=one.currency,
                orders_count=one.orders_count,
                revenue=Money.from_minor(one.revenue_minor, one.currency),
                refunded=Money.from_minor(one.refunded_minor, one.currency),
                first_ordered_at=one.first_ordered_at,
                last_ordered_at=one.last_ordered_at,
            )
            for one in totals
        ),
    )


def _computed(
    extension: str, field: SegmentField, shoppers: Sequence[Shopper], *, at: datetime
) -> None:
    if not shoppers:
        return
    try:
        answer = field.compute(shoppers, at)
        values = _checked(answer, field, shoppers)
    except Exception as error:  # noqa: BLE001 whatever an extension raises is counted and logged without its words
        failure_record(slug=extension, hook=f"segment_fields:{field.slug}", error=error, at=at)
        return
    field_values_store(
        extension=extension, field=field.slug, kind=field.kind.value, values=values, at=at
    )


def _checked(
    answer: object, field: SegmentField, shoppers: Sequence[Shopper]
) -> dict[int, StoredValue | None]:
    """Return the values of exactly those who were asked for; who was left out has none."""
    if not isinstance(answer, Mapping):
        raise ValueRefused(f"compute() must return a mapping, got {type(answer).__name__}")
    asked = {shopper.profile_id for shopper in shoppers}
    if strangers := [key for key in answer if key not in asked]:
        raise ValueRefused(f"compute() returned values of {len(strangers)} it was not asked for")
    return {
        profile_id: None
        if (value := answer.get(profile_id)) is None
        else value_stored(value, kind=field.kind)
        for profile_id in asked
    }
