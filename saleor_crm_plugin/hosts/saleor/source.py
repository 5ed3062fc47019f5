"""Reads Saleor's tables: single objects for the drain, everything that changed for the sweep."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from saleor.account.models import User
from saleor.checkout.models import Checkout
from saleor.order.models import Order, OrderGrantedRefund

from saleor_crm_plugin.facts import CustomerErased, Fact, Kind, OrderSnapshot, Reference
from saleor_crm_plugin.hosts.saleor import reading
from saleor_crm_plugin.hosts.saleor.configuration import configuration
from saleor_crm_plugin.hosts.saleor.names import HOST, reference
from saleor_crm_plugin.hosts.saleor.translate import (
    checkout_snapshot,
    customer_snapshot,
    order_snapshot,
)
from saleor_crm_plugin.profiles.queries.identifiers import host_customer_ids

logger = logging.getLogger(__name__)
_ROWS_PER_READ = 200
_KEYS_PER_LOOK = 2000


@dataclass(frozen=True, slots=True)
class _Reader:
    """How one kind of object is loaded, and told."""

    load: Callable[[Iterable[Any], str], list[Any]]
    tell: Callable[[Any], Fact]


_READERS: dict[Kind, _Reader] = {
    Kind.CUSTOMER: _Reader(reading.customers_loaded, customer_snapshot),
    Kind.ORDER: _Reader(reading.orders_loaded, order_snapshot),
    Kind.CHECKOUT: _Reader(reading.checkouts_loaded, checkout_snapshot),
}


class SaleorSource:
    """Implements `ingest.queries.SnapshotSource` on Saleor's own models, in constant queries per batch."""

    host = HOST

    def __init__(self) -> None:
        """Look up once what the operator wants to be done with guests."""
        self._ignores_guests = configuration().ignores_guests

    def read(self, references: Sequence[Reference]) -> dict[Reference, Fact | None]:
        """
        Return the present state of each object, from the writer.

        What Saleor hands to a hook may come from a replica that lags, and so may a replica here.
        """
        found: dict[Reference, Fact | None] = dict.fromkeys(references)
        for kind in Kind:
            keys = [one.id for one in references if one.kind is kind]
            if not keys:
                continue
            told, untold = self._tell(kind, keys, settings.DATABASE_CONNECTION_DEFAULT_NAME)
            found |= {fact.reference: fact for fact in told}
            for lost in untold:
                del found[lost]
        return found

    def changed(self, kind: Kind, since: datetime | None) -> Iterator[Fact]:
        """
        Return what changed at or after `since`, oldest change first, from the replica.

        After the customers that changed come those that Saleor deleted: it keeps no trace of them,
        so that we look for each one that we know.
        """
        keys = iter(_changed_keys(kind, since))
        while some := list(islice(keys, _ROWS_PER_READ)):
            told, _ = self._tell(kind, some, settings.DATABASE_CONNECTION_REPLICA_NAME)
            yield from sorted(told, key=lambda fact: fact.version_at)
        if kind is Kind.CUSTOMER and since is not None:
            yield from _erased()

    def _tell(
        self, kind: Kind, keys: Sequence[Any], alias: str
    ) -> tuple[list[Fact], list[Reference]]:
        """Return the facts, and what could not be told: one odd row must not stop the others."""
        reader, told, untold = _READERS[kind], [], []
        for row in reader.load(keys, alias):
            try:
                fact = reader.tell(row)
            except Exception as error:  # noqa: BLE001 logged without the row's values
                untold.append(reference(kind, row.pk))
                logger.error("%s cannot be told: %s", untold[-1], type(error).__name__)  # noqa: TRY400
            else:
                told.append(_without_guest(fact) if self._ignores_guests else fact)
        return told, untold


def _changed_keys(kind: Kind, since: datetime | None) -> Iterator[Any]:
    """Return, streamed, the keys of what changed, in the order of the versions that `translate` gives."""
    rows: QuerySet[Any] = _CHANGED[kind](settings.DATABASE_CONNECTION_REPLICA_NAME, since)
    keys: Iterator[Any] = (
        rows.order_by("version", "pk").values_list("pk", flat=True).iterator(_KEYS_PER_LOOK)
    )
    return keys


def _customers(alias: str, since: datetime | None) -> QuerySet[Any]:
    rows: QuerySet[Any] = User.objects.using(alias).filter(is_staff=False)
    rows = rows.annotate(version=F("updated_at"))
    return rows if since is None else rows.filter(updated_at__gte=since)


def _checkouts(alias: str, since: datetime | None) -> QuerySet[Any]:
    rows: QuerySet[Any] = Checkout.objects.using(alias).annotate(version=F("last_change"))
    return rows if since is None else rows.filter(last_change__gte=since)


def _orders(alias: str, since: datetime | None) -> QuerySet[Any]:
    """Return the orders that changed themselves, or whose account, expiry or granted refund did."""
    rows: QuerySet[Any] = Order.objects.using(alias).exclude(status="draft")
    granted = OrderGrantedRefund.objects.filter(order=OuterRef("pk")).order_by("-updated_at", "-pk")
    moments = ("user__updated_at", "expired_at", Subquery(granted.values("updated_at")[:1]))
    rows = rows.annotate(
        version=Greatest("updated_at", *(Coalesce(moment, "updated_at") for moment in moments))
    )
    if since is None:
        return rows
    changed = [
        Order.objects.using(alias).filter(**{f"{moment}__gte": since}).order_by().values("pk")
        for moment in (
            "updated_at",
            "user__updated_at",
            "expired_at",
            "granted_refunds__updated_at",
        )
    ]
    return rows.filter(pk__in=changed[0].union(*changed[1:]))


_CHANGED = {Kind.CUSTOMER: _customers, Kind.ORDER: _orders, Kind.CHECKOUT: _checkouts}


def _erased() -> Iterator[CustomerErased]:
    """Return the customers that some profile stands for and that Saleor has no longer."""
    known = host_customer_ids(host=HOST)
    while some := list(islice(known, _KEYS_PER_LOOK)):
        users: QuerySet[Any] = User.objects.using(settings.DATABASE_CONNECTION_DEFAULT_NAME)
        present = {str(key) for key in users.filter(pk__in=some).values_list("pk", flat=True)}
        at = timezone.now()  # noqa: TID251 a host reads the clock
        for key in some:
            if key not in present:
                yield CustomerErased(reference=reference(Kind.CUSTOMER, key), version_at=at)


def _without_guest(fact: Fact) -> Fact:
    """Return a guest's order with its amounts and without its person; everything else as it is."""
    if not isinstance(fact, OrderSnapshot) or fact.customer is not None:
        return fact
    return fact.nameless()
