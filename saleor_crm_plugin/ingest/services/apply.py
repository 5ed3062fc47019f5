"""Applies facts: each kind in its turn, and then whatever `routing` says reacts to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from saleor_crm_plugin.facts import (
    CheckoutSnapshot,
    CustomerErased,
    CustomerSnapshot,
    Fact,
    OrderSnapshot,
)
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.orders.services import (
    FreshOrder,
    IncomingCheckout,
    IncomingOrder,
    checkout_claim,
    checkout_description,
    checkouts_apply,
    order_claim,
    order_description,
    orders_apply,
    orders_fresh,
    orders_split,
)
from saleor_crm_plugin.profiles.queries.identifiers import profiles_erased
from saleor_crm_plugin.profiles.services.basics import buyers_describe
from saleor_crm_plugin.profiles.services.customers import IncomingCustomer, customers_apply
from saleor_crm_plugin.profiles.services.erasure import customer_erase
from saleor_crm_plugin.profiles.services.identity import Resolution, profiles_resolve


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact to apply, with its fingerprint, whether it is news or history, and whether it was read just now."""

    fact: Fact
    fingerprint: str
    is_live: bool
    is_read: bool = False


@dataclass(slots=True, kw_only=True)
class Applied:
    """What a batch changed, for those who react: orders and profiles by id, split by news and history."""

    live_order_ids: list[int]
    past_order_ids: list[int]
    live_profile_ids: set[int]
    past_profile_ids: set[int]
    erased_profile_ids: set[int]


def facts_apply(*, entries: Sequence[Entry], at: datetime) -> Applied:
    """
    Bring the tables of profiles and orders to the state that `entries` describe.

    Runs in the caller's transaction; at most one entry per object. Customers come first, so that
    their orders find them; erasures last, so that nothing in the batch brings a person back.
    """
    applied = Applied(
        live_order_ids=[],
        past_order_ids=[],
        live_profile_ids=set(),
        past_profile_ids=set(),
        erased_profile_ids=set(),
    )
    _apply_customers(entries, applied, at)
    for is_live in (False, True):
        _apply_orders(entries, applied, at, is_live=is_live)
    _apply_checkouts(entries, applied, at)
    _apply_erasures(entries, applied, at)
    return applied


def _apply_customers(entries: Sequence[Entry], applied: Applied, at: datetime) -> None:
    customers = [
        IncomingCustomer(
            snapshot=one.fact,
            fingerprint=one.fingerprint,
            is_live=one.is_live,
            is_read=one.is_read,
        )
        for one in entries
        if isinstance(one.fact, CustomerSnapshot)
    ]
    if customers:
        resolution = customers_apply(customers=customers, at=at)
        if resolution is not None:
            _settle(resolution, applied, at)


def _settle(resolution: Resolution, applied: Applied, at: datetime) -> None:
    """Do the moves that claims have proven."""
    for split in resolution.splits:
        moved = orders_split(guest_id=split.guest_id, owner_id=split.owner_id, until=split.until)
        applied.past_order_ids.extend(moved)
        if moved:
            applied.past_profile_ids.update([split.guest_id, split.owner_id])
    for union in resolution.unions:
        profiles_merge(
            survivor_id=union.survivor_id,
            absorbed_id=union.absorbed_id,
            rule="proven_identifier",
            actor="",
            at=at,
        )


def _apply_orders(
    entries: Sequence[Entry], applied: Applied, at: datetime, *, is_live: bool
) -> None:
    incoming = [
        IncomingOrder(
            snapshot=one.fact,
            fingerprint=one.fingerprint,
            is_live=one.is_live,
            is_read=one.is_read,
        )
        for one in entries
        if isinstance(one.fact, OrderSnapshot) and one.is_live is is_live
    ]
    found = orders_fresh(orders=incoming) if incoming else []
    if not found:
        return
    erased = _erased_owners(found)
    fresh = [_without_the_erased(one, erased) for one in found]
    snapshots = [one.incoming.snapshot for one in fresh]
    resolution = profiles_resolve(claims=[order_claim(order) for order in snapshots], at=at)
    _settle(resolution, applied, at)
    owned = [
        (one, _owner(one, profile_id, erased))
        for one, profile_id in zip(fresh, resolution.profile_ids, strict=True)
    ]
    buyers_describe(
        descriptions=[
            (profile_id, order_description(one.incoming.snapshot), one.incoming.snapshot.placed_at)
            for one, profile_id in owned
            if profile_id is not None
        ],
        at=at,
    )
    order_ids, profile_ids = orders_apply(orders=owned, at=at)
    (applied.live_order_ids if is_live else applied.past_order_ids).extend(order_ids)
    (applied.live_profile_ids if is_live else applied.past_profile_ids).update(profile_ids)


def _erased_owners(fresh: Sequence[FreshOrder]) -> set[int]:
    owners = {one.row.profile_id for one in fresh if one.row is not None}
    return profiles_erased({owner for owner in owners if owner is not None})


def _without_the_erased(order: FreshOrder, erased: set[int]) -> FreshOrder:
    """
    Return an order of an erased shopper without the person, every other as it is.

    A host may keep an address on the order of a deleted account. A change of that order must not bring
    the person back as a guest; another account that it is given to may have it.
    """
    snapshot = order.incoming.snapshot
    if order.row is None or order.row.profile_id not in erased or snapshot.customer is not None:
        return order
    return replace(order, incoming=replace(order.incoming, snapshot=snapshot.nameless()))


def _owner(order: FreshOrder, resolved: int | None, erased: set[int]) -> int | None:
    """Return whose an order is: whom its claims name, and an erased shopper when they name nobody."""
    is_kept = resolved is None and order.row is not None and order.row.profile_id in erased
    return order.row.profile_id if is_kept and order.row is not None else resolved


def _apply_checkouts(entries: Sequence[Entry], applied: Applied, at: datetime) -> None:
    incoming = [
        IncomingCheckout(snapshot=one.fact, fingerprint=one.fingerprint, is_live=one.is_live)
        for one in entries
        if isinstance(one.fact, CheckoutSnapshot)
    ]
    if not incoming:
        return
    claims = [checkout_claim(one.snapshot) for one in incoming]
    resolution = profiles_resolve(claims=claims, at=at)
    _settle(resolution, applied, at)
    owned = list(zip(incoming, resolution.profile_ids, strict=True))
    buyers_describe(
        descriptions=[
            (profile_id, checkout_description(one.snapshot), one.snapshot.created_at)
            for one, profile_id in owned
            if profile_id is not None
        ],
        at=at,
    )
    checkouts_apply(checkouts=owned, at=at)


def _apply_erasures(entries: Sequence[Entry], applied: Applied, at: datetime) -> None:
    for one in entries:
        if isinstance(one.fact, CustomerErased):
            erased_id = customer_erase(
                reference=one.fact.reference, version_at=one.fact.version_at, at=at
            )
            if erased_id is not None:
                applied.erased_profile_ids.add(erased_id)
