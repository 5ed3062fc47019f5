"""Reads who a batch of messages goes to, and what holds for each of them now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from saleor_crm_plugin.mail.models import Message, MessageClass, Suppression
from saleor_crm_plugin.mail.rules.addresses import address_hash, address_on_the_wire
from saleor_crm_plugin.mail.rules.gates import Standing
from saleor_crm_plugin.profiles.queries.cards import ProfileCard, live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.consents import consent_status

CHANNEL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """
    Who one message goes to.

    `card` is the live profile's, through merges, `None` for a test message without one. `email` is the
    address as stored, `address` as a mail server takes it, empty when it cannot.
    """

    card: ProfileCard | None
    email: str
    address: str
    address_hash: str
    standing: Standing


def recipients(messages: Sequence[Message], *, key: bytes) -> dict[int, Recipient]:
    """Return the recipients by message, in three queries, plus one per topic and per merged profile."""
    cards = _live_cards({row.profile_id for row in messages if row.profile_id is not None})
    emails = {row.pk: _email(row, cards) for row in messages}
    hashes = {pk: address_hash(email, key=key) if email else "" for pk, email in emails.items()}
    suppressed = _suppressions({value for value in hashes.values() if value})
    consents = _consents(messages, cards)
    found = {}
    for row in messages:
        card = cards.get(row.profile_id) if row.profile_id is not None else None
        address = address_on_the_wire(emails[row.pk]) or ""
        found[row.pk] = Recipient(
            card=card,
            email=emails[row.pk],
            address=address,
            address_hash=hashes[row.pk],
            standing=Standing(
                is_marketing=row.message_class == MessageClass.MARKETING,
                is_erased=card is not None and card.state == "erased",
                address=address,
                consent=consents.get(row.pk, ""),
                suppressions=suppressed[hashes[row.pk]],
                expires_at=row.expires_at,
            ),
        )
    return found


def _live_cards(profile_ids: Collection[int]) -> dict[int, ProfileCard]:
    cards = profile_cards(profile_ids)
    merged = {pk: live_profile_id(pk) for pk, card in cards.items() if card.state == "merged"}
    if not merged:
        return cards
    survivors = profile_cards(set(merged.values()))
    return cards | {pk: survivors[survivor] for pk, survivor in merged.items()}


def _email(row: Message, cards: dict[int, ProfileCard]) -> str:
    if row.is_test:
        return row.test_address
    card = cards.get(row.profile_id or 0)
    return card.email if card is not None else ""


def _suppressions(hashes: Collection[str]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rows = Suppression.objects.filter(channel=CHANNEL, address_hash__in=hashes)
    for hashed, scope, reason in rows.values_list("address_hash", "scope", "reason"):
        found[hashed].add((scope, reason))
    return found


def _consents(messages: Sequence[Message], cards: dict[int, ProfileCard]) -> dict[int, str]:
    by_topic: dict[str, dict[int, int]] = defaultdict(dict)
    for row in messages:
        card = cards.get(row.profile_id or 0)
        if row.message_class == MessageClass.MARKETING and card is not None:
            by_topic[row.topic][row.pk] = card.profile_id
    found: dict[int, str] = {}
    for topic, profile_of in by_topic.items():
        stated = consent_status(profile_ids=set(profile_of.values()), channel=CHANNEL, topic=topic)
        found |= {pk: str(stated[who]) for pk, who in profile_of.items() if who in stated}
    return found
