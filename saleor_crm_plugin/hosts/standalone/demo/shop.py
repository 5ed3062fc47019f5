"""The whole demo shop as facts, the same for the same seed; nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from saleor_crm_plugin.facts import (
    CheckoutSnapshot,
    ConsentStatement,
    CustomerSnapshot,
    Fact,
    Kind,
    OrderSnapshot,
    OrderStatus,
    Reference,
)
from saleor_crm_plugin.hosts.standalone.demo.carts import cart_made
from saleor_crm_plugin.hosts.standalone.demo.catalog import Taste
from saleor_crm_plugin.hosts.standalone.demo.chance import happens
from saleor_crm_plugin.hosts.standalone.demo.orders import KAOHSIUNG, Buyer, order_made
from saleor_crm_plugin.hosts.standalone.demo.people import Person, person_invented
from saleor_crm_plugin.hosts.standalone.demo.rhythm import HISTORY_DAYS, Season, purchases

_FIRST_ORDER_NUMBER = 10_001
_VISITORS_TODAY = 4
_MINUTES_BETWEEN_VISITORS = 7
_FRIENDS_DAYS = 60
_FRIENDS_MAX = 8
_REGULARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFacts:
    """
    The shop's past, oldest first, and what happens there today.

    `regulars` are the accounts that come most often, the first of them first; `friends` the accounts whose first
    order came by a recommendation, the latest first.
    """

    history: tuple[Fact, ...]
    today: tuple[Fact, ...]
    regulars: tuple[Reference, ...]
    friends: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shopper:
    """A person, what he likes, when he buys, and the account he opened, if he did."""

    person: Person
    taste: Taste
    moments: tuple[datetime, ...]
    account: CustomerSnapshot | None

    def buyer_at(self, moment: datetime) -> Buyer:
        """Return the buyer as the shop knew him at `moment`: a guest until he opened an account."""
        account = self.account
        is_known = (
            account is not None
            and account.registered_at is not None
            and account.registered_at <= moment
        )
        customer = account.reference if account is not None and is_known else None
        return Buyer(person=self.person, customer=customer, taste=self.taste)


def demo_facts(*, shoppers: int, seed: int, at: datetime, host: str) -> DemoFacts:
    """
    Return two years of a shop with that many shoppers, ending at `at`.

    Most shoppers have an account, some only later, some never; some never bought anything.
    """
    rng = Random(seed)  # noqa: S311 a demo, not a secret
    season = Season(at)
    people = [_shopper(rng, number, season, at, host) for number in range(1, shoppers + 1)]
    accounts = [shopper.account for shopper in people if shopper.account is not None]
    facts: list[tuple[datetime, Fact]] = [
        (account.registered_at or at, account) for account in accounts
    ]
    facts += ((order.placed_at, order) for order in _orders(rng, people, at, host))
    facts += ((cart.created_at, cart) for cart in _carts(rng, people, at, host))
    facts.sort(key=lambda pair: (pair[0], str(pair[1].reference)))
    return DemoFacts(
        history=tuple(fact for _, fact in facts),
        today=tuple(_today(rng, shoppers, at, host)),
        regulars=tuple(_regulars(people, at)),
        friends=tuple(_friends(people, at)),
    )


def _regulars(people: list[_Shopper], at: datetime) -> list[Reference]:
    """Return those who come most often; they had bought before the first friend did."""
    since = at - timedelta(days=_FRIENDS_DAYS)
    regulars = [
        shopper
        for shopper in people
        if shopper.account is not None and shopper.moments and shopper.moments[0] < since
    ]
    regulars.sort(key=lambda shopper: (-len(shopper.moments), shopper.person.number))
    return [shopper.account.reference for shopper in regulars[:_REGULARS] if shopper.account]


def _friends(people: list[_Shopper], at: datetime) -> list[Reference]:
    """Return some who registered and then bought for the first time in the last weeks, the latest first."""
    since = at - timedelta(days=_FRIENDS_DAYS)
    fresh = [
        (shopper.moments[0], shopper.account.reference)
        for shopper in people
        if shopper.account is not None
        and shopper.account.registered_at is not None
        and shopper.moments
        and since < shopper.moments[0]
        and shopper.account.registered_at < shopper.moments[0]
    ]
    fresh.sort(key=lambda pair: (pair[0], str(pair[1])), reverse=True)
    apart = max(1, len(fresh) // _FRIENDS_MAX)
    return [reference for _, reference in fresh[::apart][:_FRIENDS_MAX]]


def _shopper(rng: Random, number: int, season: Season, at: datetime, host: str) -> _Shopper:
    person = person_invented(rng, number, at)
    moments = tuple(purchases(rng, season))
    if happens(rng, 6) or not moments:  # only looked around
        moments = ()
        registered_at: datetime | None = at - timedelta(days=rng.randint(1, HISTORY_DAYS))
    elif happens(rng, 70):
        registered_at = moments[0] - timedelta(minutes=rng.randint(2, 60))
    elif len(moments) > 1:  # a guest who comes back opens an account
        registered_at = moments[1] - timedelta(minutes=rng.randint(2, 60))
    else:
        registered_at = None
    account = None if registered_at is None else _account(rng, person, registered_at, at, host)
    return _Shopper(person=person, taste=Taste(rng), moments=moments, account=account)


def _account(
    rng: Random, person: Person, registered_at: datetime, at: datetime, host: str
) -> CustomerSnapshot:
    return CustomerSnapshot(
        reference=Reference(host, Kind.CUSTOMER, str(person.number)),
        version_at=registered_at + timedelta(minutes=1),
        registered_at=registered_at,
        email=person.email,
        email_is_verified=happens(rng, 94),
        first_name=person.first_name,
        last_name=person.last_name,
        phone=person.phone,
        language_code=person.land.language,
        time_zone=person.land.time_zone,
        gender=person.gender,
        birthday=person.birthday,
        default_billing_address=person.address,
        default_shipping_address=person.address,
        tags=person.tags,
        consents=tuple(_consents(rng, registered_at, at)),
    )


def _consents(rng: Random, registered_at: datetime, at: datetime) -> Iterator[ConsentStatement]:
    if not happens(rng, 62):
        return
    yield ConsentStatement(
        channel="email",
        topic="newsletter",
        is_granted=True,
        stated_at=registered_at,
        source="account",
    )
    if happens(rng, 10):
        later = registered_at + (at - registered_at) * rng.random()
        yield ConsentStatement(
            channel="email", is_granted=False, stated_at=later, source="unsubscribe-link"
        )


def _orders(
    rng: Random, people: list[_Shopper], at: datetime, host: str
) -> Iterator[OrderSnapshot]:
    visits = sorted(
        (moment, shopper.person.number, shopper) for shopper in people for moment in shopper.moments
    )
    for number, (moment, _, shopper) in enumerate(visits, start=_FIRST_ORDER_NUMBER):
        yield order_made(
            rng,
            buyer=shopper.buyer_at(moment),
            number=number,
            placed_at=moment,
            at=at,
            host=host,
        )


def _carts(
    rng: Random, people: list[_Shopper], at: datetime, host: str
) -> Iterator[CheckoutSnapshot]:
    number = 0
    for shopper in people:
        if happens(rng, 5):
            number += 1
            buyer = shopper.buyer_at(at)
            yield cart_made(rng, buyer=buyer, number=number, at=at, host=host)


def _today(rng: Random, shoppers: int, at: datetime, host: str) -> Iterator[Fact]:
    """Yield what happens now: people register, and the first of them buy and pay at once."""
    for place in range(_VISITORS_TODAY):
        number = shoppers + 1 + place
        moment = at - timedelta(minutes=_MINUTES_BETWEEN_VISITORS * (_VISITORS_TODAY - place))
        person = person_invented(rng, number, at)
        account = _account(rng, person, moment, moment, host)
        yield account
        buyer = Buyer(person=person, customer=account.reference, taste=Taste(rng))
        if place < _VISITORS_TODAY // 2:
            yield _paid_order(rng, buyer, number, moment + timedelta(minutes=2), host)


def _paid_order(
    rng: Random, buyer: Buyer, number: int, placed_at: datetime, host: str
) -> OrderSnapshot:
    while True:
        order = order_made(
            rng,
            buyer=buyer,
            number=_FIRST_ORDER_NUMBER * 1000 + number,
            placed_at=placed_at,
            at=placed_at + timedelta(hours=1),
            host=host,
        )
        is_sold = order.status is OrderStatus.UNFULFILLED and order.is_fully_paid
        if is_sold and order.channel != KAOHSIUNG.slug:
            return order
