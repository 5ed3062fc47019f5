"""Recommendations of the demo shop: who came by whose link, and two that do not look right."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import cycle

from saleor_crm_plugin.facts import CustomerSnapshot, Fact, OrderSnapshot, Reference
from saleor_crm_plugin.hosts.standalone.demo.shop import DemoFacts
from saleor_crm_plugin.loyalty.services import referral_code_ensure
from saleor_crm_plugin.profiles.queries.search import profile_ids_of_customers

_ADVOCATES = 3
_SAME_IP = "203.0.113.7"
_SAME_CARD = "demo-card"


def first_friend(facts: DemoFacts) -> int:
    """Return where the history stands when the first friend buys: by then the advocates have their links."""
    friends = set(facts.friends)
    return next(
        (
            place
            for place, fact in enumerate(facts.history)
            if isinstance(fact, OrderSnapshot) and fact.customer in friends
        ),
        len(facts.history),
    )


def recommended(
    facts: DemoFacts, history: Sequence[Fact], *, host: str, at: datetime
) -> list[Fact]:
    """Return the rest of the history, in which each friend's first order carries the link of an advocate."""
    numbers = [advocate.id for advocate in facts.regulars[:_ADVOCATES]]
    found = profile_ids_of_customers(host=host, external_ids=numbers)
    codes = [referral_code_ensure(profile_id=found[number], at=at) for number in numbers]
    links = dict(zip(facts.friends, cycle(codes), strict=False))
    told: list[Fact] = []
    for fact in history:
        if isinstance(fact, OrderSnapshot) and fact.customer in links:
            told.append(replace(fact, referral_code=links.pop(fact.customer)))
        else:
            told.append(fact)
    return told


def traced(facts: DemoFacts) -> DemoFacts:
    """
    Return the shop with traces that two of the friends leave.

    The latest lives with his advocate and bought at the same connection, which staff have to look at. The one before
    paid with his advocate's card, which settles it.
    """
    pairs = list(zip(facts.regulars[:_ADVOCATES], facts.friends, strict=False))
    history = facts.history
    if pairs:
        history = _living_together(history, *pairs[0])
    if len(pairs) > 1:
        history = _paying_alike(history, *pairs[1])
    return replace(facts, history=history)


def _living_together(
    history: Sequence[Fact], advocate: Reference, friend: Reference
) -> tuple[Fact, ...]:
    home = next(
        fact.default_shipping_address
        for fact in history
        if isinstance(fact, CustomerSnapshot) and fact.reference == advocate
    )
    told: list[Fact] = []
    for fact in history:
        if isinstance(fact, CustomerSnapshot) and fact.reference == friend and home is not None:
            address = replace(home, first_name=fact.first_name, last_name=fact.last_name)
            told.append(
                replace(fact, default_billing_address=address, default_shipping_address=address)
            )
        elif isinstance(fact, OrderSnapshot) and fact.customer in (advocate, friend):
            told.append(replace(fact, client_ip=_SAME_IP))
        else:
            told.append(fact)
    return tuple(told)


def _paying_alike(
    history: Sequence[Fact], advocate: Reference, friend: Reference
) -> tuple[Fact, ...]:
    return tuple(
        replace(
            fact,
            payments=tuple(replace(payment, fingerprint=_SAME_CARD) for payment in fact.payments),
        )
        if isinstance(fact, OrderSnapshot) and fact.customer in (advocate, friend)
        else fact
        for fact in history
    )
