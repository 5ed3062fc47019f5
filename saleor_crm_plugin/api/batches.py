"""Loads what many rows of one answer need in one go, so that a list costs the same at any length."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import Generic, TypeVar

from saleor_crm_plugin.api.nodes.messages import MessageNode
from saleor_crm_plugin.api.nodes.orders import OrderNode, order_nodes
from saleor_crm_plugin.api.nodes.profiles import ProfileNode, profile_node
from saleor_crm_plugin.api.pages import Connection, PageArguments
from saleor_crm_plugin.api.profile_pages import (
    entry_pages,
    lot_pages,
    message_pages,
    move_pages,
    order_pages,
    statement_pages,
    timeline_pages,
)
from saleor_crm_plugin.loyalty.queries import (
    awards_of_orders,
    points_by_program,
    points_summaries,
)
from saleor_crm_plugin.loyalty.queries.tier_views import standings_of_members
from saleor_crm_plugin.mail.queries.clicks import clicks_of
from saleor_crm_plugin.mail.queries.topics import TopicCard, topic_cards
from saleor_crm_plugin.orders.queries import (
    order_ids_of_references,
    order_ordinals,
    order_summaries,
    totals_of,
)
from saleor_crm_plugin.profiles.queries.consents import consents_of
from saleor_crm_plugin.profiles.queries.details import (
    addresses_of,
    identifiers_of,
    profile_details,
    tags_of,
)
from saleor_crm_plugin.profiles.queries.fields import fields_of
from saleor_crm_plugin.profiles.queries.search import profile_ids_of_customers
from saleor_crm_plugin.segments.queries import rfm_scopes, rfm_scores

Found = TypeVar("Found")
Key = TypeVar("Key", bound=Hashable)
Arguments = TypeVar("Arguments", bound=PageArguments)


class Batch(Generic[Key, Found]):
    """
    Values by key; the first that is asked for is loaded together with all that are expected.

    `expected` is shared and grows while lists are read, before their rows are looked into.
    """

    def __init__(
        self, expected: set[Key], load: Callable[[Collection[Key]], Mapping[Key, Found]]
    ) -> None:
        self._expected = expected
        self._load = load
        self._looked_for: set[Key] = set()
        self._found: dict[Key, Found] = {}

    def expect(self, keys: Iterable[Key]) -> None:
        """Note what the rest of the answer will probably ask for."""
        self._expected.update(keys)

    def get(self, key: Key) -> Found | None:
        """Return the value of `key`, None when there is none."""
        if key not in self._looked_for:
            wanted = (self._expected | {key}) - self._looked_for
            self._found.update(self._load(wanted))
            self._looked_for |= wanted
        return self._found.get(key)

    def of(self, key: Key) -> Found:
        """Return the value of a `key` that every load answers."""
        found = self.get(key)
        if found is None:
            raise LookupError(f"nothing was loaded for {key!r}")
        return found


class Pages(Generic[Arguments, Found]):
    """Batches of pages, one for each set of page arguments that the answer asks for."""

    def __init__(
        self,
        expected: set[int],
        load: Callable[[Collection[int], Arguments], dict[int, Connection[Found]]],
    ) -> None:
        self._expected = expected
        self._load = load
        self._batches: dict[Arguments, Batch[int, Connection[Found]]] = {}

    def of(self, profile_id: int, arguments: Arguments) -> Connection[Found]:
        """Return the wanted page of one profile."""
        if arguments not in self._batches:
            self._batches[arguments] = Batch(
                self._expected, lambda profile_ids: self._load(profile_ids, arguments)
            )
        return self._batches[arguments].of(profile_id)


class Batches:
    """Everything that rows of an answer can need of their profile or order."""

    def __init__(self, *, host: str, at: datetime) -> None:
        self._profile_ids = ids = set[int]()
        self._customer_ids: set[str] = set()
        self._order_references: set[str] = set()
        self._order_ids: set[int] = set()
        self._message_ids: set[int] = set()
        self.profiles = Batch(ids, _profiles)
        self.orders = Batch(self._order_ids, self._load_orders)
        self.customers = Batch(self._customer_ids, lambda keys: self._profiles_of(host, keys))
        self.order_references = Batch(
            self._order_references, lambda keys: self._orders_of(host, keys)
        )
        self.tags = Batch(ids, tags_of)
        self.identifiers = Batch(ids, identifiers_of)
        self.addresses = Batch(ids, addresses_of)
        self.consents = Batch(ids, lambda keys: consents_of(profile_ids=keys))
        self.totals = Batch(ids, totals_of)
        self.program_points = Batch(ids, lambda keys: points_by_program(profile_ids=keys, at=at))
        self.points = Batch(ids, lambda keys: points_summaries(profile_ids=keys, at=at))
        self.scores = Batch(ids, rfm_scores)
        self.standings = Batch(set(), lambda keys: standings_of_members(members=keys, at=at))
        self.extension_fields = Batch(ids, fields_of)
        self.awards = Batch(self._order_ids, awards_of_orders)
        self.ordinals = Batch(self._order_ids, order_ordinals)
        self.order_pages = Pages(ids, order_pages)
        self.statement_pages = Pages(ids, statement_pages)
        self.timeline_pages = Pages(ids, timeline_pages)
        self.entry_pages = Pages(ids, entry_pages)
        self.lot_pages = Pages(ids, partial(lot_pages, only_open=False))
        self.open_lot_pages = Pages(ids, partial(lot_pages, only_open=True))
        self.move_pages = Pages(ids, move_pages)
        self.message_pages = Pages(ids, self._load_message_pages)
        self.clicks = Batch(self._message_ids, clicks_of)

    @cached_property
    def topics(self) -> list[TopicCard]:
        """Return what mail can be about, asked for once."""
        return topic_cards()

    @cached_property
    def currencies(self) -> list[str]:
        """Return the currencies of the shop's orders, the one of most shoppers first."""
        return list(dict.fromkeys(scope.currency for scope in rfm_scopes()))

    def expect_profiles(self, profile_ids: Iterable[int]) -> None:
        """Note whose data the rest of the answer will probably ask for."""
        self._profile_ids.update(profile_ids)

    def expect_orders(self, order_ids: Iterable[int]) -> None:
        """Note which orders the rest of the answer will probably ask for."""
        self._order_ids.update(order_ids)

    def expect_messages(self, message_ids: Iterable[int]) -> None:
        """Note which e-mails the rest of the answer will probably ask for."""
        self._message_ids.update(message_ids)

    def expect_customers(self, external_ids: Iterable[str]) -> None:
        """Note which accounts of the host the rest of the answer will probably ask for."""
        self._customer_ids.update(external_ids)

    def expect_order_references(self, external_ids: Iterable[str]) -> None:
        """Note which orders of the host the rest of the answer will probably ask for."""
        self._order_references.update(external_ids)

    def _load_message_pages(
        self, profile_ids: Collection[int], arguments: PageArguments
    ) -> dict[int, Connection[MessageNode]]:
        found = message_pages(profile_ids, arguments)
        self.expect_messages(node.message_id for one in found.values() for node in one.nodes)
        return found

    def _load_orders(self, order_ids: Collection[int]) -> dict[int, OrderNode]:
        nodes = order_nodes(order_summaries(order_ids))
        self.expect_profiles(node.profile_id for node in nodes)
        return {node.order_id: node for node in nodes}

    def _profiles_of(self, host: str, external_ids: Collection[str]) -> dict[str, int]:
        found = profile_ids_of_customers(host=host, external_ids=external_ids)
        self.expect_profiles(found.values())
        return found

    def _orders_of(self, host: str, external_ids: Collection[str]) -> dict[str, int]:
        found = order_ids_of_references(host=host, external_ids=external_ids)
        self.expect_orders(found.values())
        return found


def _profiles(profile_ids: Collection[int]) -> dict[int, ProfileNode]:
    found = profile_details(profile_ids)
    return {profile_id: profile_node(details) for profile_id, details in found.items()}
