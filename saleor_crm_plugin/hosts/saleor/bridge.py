"""Keeps group, tier and points of shoppers in their accounts in Saleor, for storefronts, apps and staff to read."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from saleor.account.models import User

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.hosts.saleor.attribute_values import values_found, values_write
from saleor_crm_plugin.hosts.saleor.configuration import Configuration, configuration
from saleor_crm_plugin.hosts.saleor.customer_attributes import attributes_usable
from saleor_crm_plugin.hosts.saleor.metadata import Values, metadata_found, metadata_write
from saleor_crm_plugin.hosts.saleor.models import BridgeMark, BridgeState
from saleor_crm_plugin.hosts.saleor.names import HOST
from saleor_crm_plugin.loyalty.queries import points_summaries
from saleor_crm_plugin.loyalty.queries.programs import program_rules
from saleor_crm_plugin.loyalty.queries.tiers import tier_slugs_at, tiers_current
from saleor_crm_plugin.profiles.queries.identifiers import (
    customers_after,
    customers_of_profiles,
)
from saleor_crm_plugin.profiles.queries.search import profile_ids_of_customers
from saleor_crm_plugin.profiles.queries.timeline import event_id_newest, events_after
from saleor_crm_plugin.segments.queries import rfm_scores

logger = logging.getLogger(__name__)

_TELLING = ("points_", "rfm_", "tier_", "profile_merged", "customer_registered")
_OVERLAP = timedelta(minutes=5)
_MARK = "bridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeReport:
    """What one run did: how many customers it looked at, and how many it wrote."""

    looked_at: int
    written: int


@transaction.atomic
def bridge_run(*, at: datetime) -> BridgeReport:
    """
    Compare what stands in Saleor with what is true at `at`, for some customers, and write the difference.

    First those about whom the timeline has news, then those whose account changed in Saleor (a shopper can write
    his own public metadata), then the next ones in turn, so that everybody is looked at some time. At most
    `bridge_batch_size_rows` of each in a run. Switched off, it takes its values back, as many in a run: all, or
    those of the customer attributes.
    Writing changes nothing that a hook or the sweep would see.
    """
    given = configuration()
    if not given.is_active:
        return BridgeReport(looked_at=0, written=0)
    limit_rows = current().bridge_batch_size_rows
    if not given.is_on("bridge_is_on"):
        return _taken_back(limit_rows)
    mark, _ = BridgeMark.objects.select_for_update().get_or_create(
        name=_MARK, defaults={"event_id": event_id_newest()}
    )
    if not given.fills_attributes:
        _attributes_emptied(BridgeState.objects.filter(fills_attributes=True), limit_rows)
    profile_of = _candidates(mark, limit_rows=limit_rows, at=at)
    mark.save()
    return _written(profile_of, given=given, at=at)


def bridge_end() -> int:
    """Take every value back from all customers, some at a time, whatever the form says; return from how many."""
    total = 0
    while (some := _taken_back(current().bridge_batch_size_rows).written) > 0:
        total += some
    return total


def values_at(*, profile_ids: Sequence[int], at: datetime) -> dict[int, Values]:
    """Return what shall stand at the accounts of each profile; a group or tier that there is not is left out."""
    scores = rfm_scores(profile_ids)
    points = points_summaries(profile_ids=profile_ids, at=at)
    program = program_rules()
    tiers = (
        tier_slugs_at(program_id=program.program_id, profile_ids=profile_ids, at=at)
        if program
        else {}
    )
    found: dict[int, Values] = {}
    for profile_id in profile_ids:
        values = {"crm.points": str(points[profile_id].available)}
        if profile_id in scores:
            values["crm.group"] = scores[profile_id][0].group.value
        if profile_id in tiers:
            values["crm.tier"] = tiers[profile_id]
        found[profile_id] = values
    return found


def _candidates(mark: BridgeMark, *, limit_rows: int, at: datetime) -> dict[str, int]:
    """Return customers to look at with their profiles, and move the mark."""
    found: dict[str, int] = {}
    events = events_after(event_id=mark.event_id, limit=limit_rows)
    if events:
        mark.event_id = events[-1][0]
        owners = customers_of_profiles(
            {profile_id for _, kind, profile_id in events if kind.startswith(_TELLING)}
        )
        for profile_id, references in owners.items():
            found |= {one.id: profile_id for one in references if one.host == HOST}
    changed = _changed_customers(mark, limit_rows=limit_rows, at=at)
    found |= profile_ids_of_customers(host=HOST, external_ids=changed)
    turn = customers_after(host=HOST, identifier_id=mark.identifier_id, limit=limit_rows)
    mark.identifier_id = turn[-1].identifier_id if len(turn) == limit_rows else 0
    return found | {one.customer_key: one.profile_id for one in turn}


def _changed_customers(mark: BridgeMark, *, limit_rows: int, at: datetime) -> list[str]:
    """Return the accounts that changed in Saleor since the last look; a little before it, for slow transactions."""
    since = mark.customers_changed_at or at
    rows: Any = User.objects.using(settings.DATABASE_CONNECTION_DEFAULT_NAME)
    rows = rows.filter(is_staff=False, updated_at__gte=since - _OVERLAP).order_by(
        "updated_at", "pk"
    )
    changed = list(rows.values_list("pk", "updated_at")[:limit_rows])
    is_all = len(changed) < limit_rows
    mark.customers_changed_at = at if is_all else max(changed[-1][1] + _OVERLAP, since)
    return [str(pk) for pk, _ in changed]


def _written(profile_of: Mapping[str, int], *, given: Configuration, at: datetime) -> BridgeReport:
    is_private = given.is_on("bridge_is_private")
    attributes = attributes_usable() if given.fills_attributes else {}
    true = values_at(profile_ids=sorted(set(profile_of.values())), at=at)
    there = metadata_found(list(profile_of), is_private=is_private)
    shown = values_found(there, attributes)
    wanted = {
        key: values
        for key in there
        if there[key] != (values := true[profile_of[key]])
        or shown[key] != {name: value for name, value in values.items() if name in attributes}
    }
    metadata_write(wanted, is_private=is_private)
    if wanted and attributes:
        _attributes_fill(wanted, shown, attributes)
    BridgeState.objects.bulk_create(
        [
            BridgeState(
                customer_key=key,
                profile_id=profile_of[key],
                written=values,
                is_private=is_private,
                fills_attributes=bool(attributes),
                written_at=at,
            )
            for key, values in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["customer_key"],
        update_fields=["profile", "written", "is_private", "fills_attributes", "written_at"],
    )
    return BridgeReport(looked_at=len(profile_of), written=len(wanted))


def _attributes_fill(
    wanted: Mapping[str, Values], shown: Mapping[str, Values], attributes: Mapping[str, int]
) -> None:
    """
    Write the values into the attributes, too.

    An attribute, a choice or a customer that is deleted meanwhile stops this part only: the next run finds what is
    missing.
    """
    program = program_rules()
    names = {tier.slug: tier.name for tier in tiers_current(program.program_id)} if program else {}
    try:
        with transaction.atomic():
            values_write(wanted=wanted, found=shown, attributes=attributes, tier_names=names)
    except DatabaseError:
        logger.exception("the customer attributes could not be written; the next run will")


def _attributes_emptied(states: Any, limit_rows: int) -> None:
    """Take our values out of the attributes of some customers that have any."""
    rows = list(states.select_for_update().order_by("pk")[:limit_rows])
    keys = [row.customer_key for row in rows if row.fills_attributes]
    attributes = attributes_usable() if keys else {}
    if attributes:
        found = values_found(keys, attributes)
        nothing: dict[str, Values] = {key: {} for key in keys}
        values_write(wanted=nothing, found=found, attributes=attributes, tier_names={})
    BridgeState.objects.filter(pk__in=[row.pk for row in rows]).update(fills_attributes=False)


def _taken_back(limit_rows: int) -> BridgeReport:
    rows = list(BridgeState.objects.select_for_update().order_by("pk")[:limit_rows])
    if not rows:
        return BridgeReport(looked_at=0, written=0)
    some = BridgeState.objects.filter(pk__in=[row.pk for row in rows])
    _attributes_emptied(some, limit_rows)
    metadata_write({row.customer_key: {} for row in rows}, is_private=False)
    some.delete()
    return BridgeReport(looked_at=len(rows), written=len(rows))
