"""Reads who a batch of messages goes to, and what holds for each of them now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.hooks import AddressKind
from saleor_crm_plugin.mail.models import Message, MessageClass, Suppression
from saleor_crm_plugin.mail.rules.addresses import address_hash, address_on_the_wire
from saleor_crm_plugin.mail.rules.gates import Standing
from saleor_crm_plugin.mail.rules.ways import EMAIL, Way
from saleor_crm_plugin.profiles.queries.cards import ProfileCard, live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.consents import consent_status
from saleor_crm_plugin.profiles.queries.fields import field_contexts
from saleor_crm_plugin.profiles.queries.reach import external_ids_of, phones_of

CHANNEL = EMAIL.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """
    Who one message goes to, and by which way.

    `card` is the live profile's, through merges, `None` for a test message without one. `stored` is the
    address as the profile has it, `address` as a mail server or channel takes it, empty when it cannot. `fields`
    are the values of extensions by extension and field.
    """

    way: Way
    card: ProfileCard | None
    stored: str
    address: str
    address_hash: str
    standing: Standing
    fields: JsonObject


def recipients(
    messages: Sequence[Message], *, key: bytes, way: Way = EMAIL
) -> dict[int, Recipient]:
    """
    Return the recipients of messages of one channel, in three queries.

    One more per topic and per merged profile, for addresses other than e-mail, and for fields of extensions
    where there are any.
    """
    cards = _live_cards({row.profile_id for row in messages if row.profile_id is not None})
    stored = _stored(messages, cards, way)
    hashes = {pk: address_hash(value, key=key) if value else "" for pk, value in stored.items()}
    suppressed = _suppressions({value for value in hashes.values() if value}, way.channel)
    consents = _consents(messages, cards, way.channel)
    fields = _fields(cards)
    found = {}
    for row in messages:
        card = cards.get(row.profile_id) if row.profile_id is not None else None
        address = stored[row.pk]
        if way.kind is AddressKind.EMAIL:
            address = address_on_the_wire(address) or ""
        found[row.pk] = Recipient(
            way=way,
            card=card,
            stored=stored[row.pk],
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
            fields=fields.get(card.profile_id, {}) if card is not None else {},
        )
    return found


def _stored(messages: Sequence[Message], cards: dict[int, ProfileCard], way: Way) -> dict[int, str]:
    """Return the address of each message as its profile has it, empty where there is none."""
    live = {row.pk: cards[row.profile_id].profile_id for row in messages if row.profile_id in cards}
    match way.kind:
        case AddressKind.EMAIL:
            return {row.pk: _email(row, cards) for row in messages}
        case AddressKind.PHONE:
            found = phones_of(set(live.values()))
        case AddressKind.EXTERNAL:
            found = external_ids_of(set(live.values()), source=way.source)
    return {row.pk: found.get(live.get(row.pk, 0), "") for row in messages}


def _fields(cards: dict[int, ProfileCard]) -> dict[int, JsonObject]:
    """Return what extensions have computed, for templates; nothing is asked where no extension computes."""
    if not installed().segment_fields:
        return {}
    return field_contexts({card.profile_id for card in cards.values()})


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


def _suppressions(hashes: Collection[str], channel: str) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    rows = Suppression.objects.filter(channel=channel, address_hash__in=hashes)
    for hashed, scope, reason in rows.values_list("address_hash", "scope", "reason"):
        found[hashed].add((scope, reason))
    return found


def _consents(
    messages: Sequence[Message], cards: dict[int, ProfileCard], channel: str
) -> dict[int, str]:
    by_topic: dict[str, dict[int, int]] = defaultdict(dict)
    for row in messages:
        card = cards.get(row.profile_id or 0)
        if row.message_class == MessageClass.MARKETING and card is not None:
            by_topic[row.topic][row.pk] = card.profile_id
    found: dict[int, str] = {}
    for topic, profile_of in by_topic.items():
        stated = consent_status(profile_ids=set(profile_of.values()), channel=channel, topic=topic)
        found |= {pk: str(stated[who]) for pk, who in profile_of.items() if who in stated}
    return found
