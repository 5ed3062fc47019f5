"""Finds or makes the profile each fact is about, in batches; says which profiles are one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from saleor_crm_plugin.profiles.models import Identifier, Profile
from saleor_crm_plugin.profiles.rules.identity import (
    Candidate,
    Claim,
    IdentifierKey,
    KeyKind,
    survivor_of,
)
from saleor_crm_plugin.profiles.services.basics import profiles_lock


@dataclass(frozen=True, slots=True)
class Union:
    """Two live profiles that are one person: `absorbed_id` is to be merged into `survivor_id`."""

    survivor_id: int
    absorbed_id: int


@dataclass(frozen=True, slots=True)
class Split:
    """What a guest bought until `until` turned out to be another profile's; what came later stays the guest's."""

    guest_id: int
    owner_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose each claim is, in the order of the claims (None: nobody is named), and what is to be moved."""

    profile_ids: tuple[int | None, ...]
    unions: tuple[Union, ...]
    splits: tuple[Split, ...]


@dataclass(slots=True)
class _Clusters:
    """Union-find over existing profiles (positive) and profiles to be made (negative)."""

    parents: dict[int, int] = field(default_factory=dict)
    made: int = 0

    def find(self, node: int) -> int:
        root = node
        while self.parents.setdefault(root, root) != root:
            root = self.parents[root]
        self.parents[node] = root
        return root

    def join(self, nodes: Iterable[int]) -> int:
        roots = sorted({self.find(node) for node in nodes})
        if not roots:
            self.made += 1
            return self.find(-self.made)
        for other in roots[:-1]:
            self.parents[other] = roots[-1]
        return roots[-1]


@dataclass(slots=True)
class _Known:
    """
    Which key names which node, and what is to be written.

    `until` is the newest moment a key was claimed at: how long a proof vouches for an address, and how
    far a guest's purchases reach.
    """

    holders: dict[IdentifierKey, int] = field(default_factory=dict)
    until: dict[IdentifierKey, datetime] = field(default_factory=dict)
    written: dict[IdentifierKey, Claim] = field(default_factory=dict)
    refreshed: set[IdentifierKey] = field(default_factory=set)
    dropped: set[IdentifierKey] = field(default_factory=set)
    splits: list[tuple[int, int, datetime]] = field(default_factory=list)

    def take(self, key: IdentifierKey, node: int, claim: Claim) -> None:
        if key not in self.holders:
            self.written[key] = claim
        elif claim.as_of > self.until[key]:
            self.refreshed.add(key)
        self.holders[key] = node
        self.until[key] = max(claim.as_of, self.until.get(key, claim.as_of))


def profiles_resolve(*, claims: Sequence[Claim], at: datetime) -> Resolution:
    """
    Find the profile of each claim, making those that are missing, and note the identifiers.

    Runs in the caller's transaction, with a number of statements that does not grow with the batch.
    Two workers that make the same profile meet the identifier's constraint: one of them fails with
    `IntegrityError` and is tried again. Merges that the claims prove are returned, not done.
    """
    known = _load(claims)
    clusters = _Clusters()
    nodes: dict[int, int] = {}
    for index, claim in enumerate(claims):
        if claim.proven:
            nodes[index] = _join_proven(claim, known, clusters)
    for index, claim in enumerate(claims):
        if not claim.proven and claim.typed_email:
            nodes[index] = _join_typed(claim, known, clusters)
    homes, unions = _settle(clusters, _first_claims(claims, nodes, clusters), at)
    _write_identifiers(known, clusters, homes, at)
    return Resolution(
        profile_ids=tuple(
            homes[clusters.find(nodes[index])] if index in nodes else None
            for index in range(len(claims))
        ),
        unions=unions,
        splits=tuple(
            Split(homes[clusters.find(guest)], homes[clusters.find(owner)], until)
            for guest, owner, until in known.splits
        ),
    )


def _join_proven(claim: Claim, known: _Known, clusters: _Clusters) -> int:
    node = clusters.join(known.holders[key] for key in claim.proven if key in known.holders)
    for key in claim.proven:
        known.take(key, node, claim)
        if key.kind is KeyKind.EMAIL:
            node = _adopt_guest(key, node, known, clusters)
    return node


def _adopt_guest(proven: IdentifierKey, node: int, known: _Known, clusters: _Clusters) -> int:
    """
    Give what was bought with a typed address to whoever has proven it.

    A proof vouches for the address up to its own moment; what a guest bought later waits for a newer one.
    So the owner of a purchase depends on what happened, not on when we heard of it.
    """
    typed = IdentifierKey(KeyKind.GUEST_EMAIL, "", proven.value)
    if typed not in known.holders:
        return node
    if known.until[typed] > known.until[proven]:
        guest = clusters.find(known.holders[typed])
        known.splits.append((guest, node, known.until[proven]))
        return node
    known.dropped.add(typed)
    known.written.pop(typed, None)
    return clusters.join([node, known.holders.pop(typed)])


def _join_typed(claim: Claim, known: _Known, clusters: _Clusters) -> int:
    proven = IdentifierKey(KeyKind.EMAIL, "", claim.typed_email)
    if proven in known.holders and claim.as_of <= known.until[proven]:
        return clusters.find(known.holders[proven])
    typed = IdentifierKey(KeyKind.GUEST_EMAIL, "", claim.typed_email)
    node = clusters.join([known.holders[typed]] if typed in known.holders else [])
    known.take(typed, node, claim)
    return node


def _load(claims: Sequence[Claim]) -> _Known:
    values: dict[KeyKind, set[str]] = {}
    for claim in claims:
        for key in claim.proven:
            values.setdefault(key.kind, set()).add(key.value)
        emails = {key.value for key in claim.proven if key.kind is KeyKind.EMAIL}
        emails |= {claim.typed_email} - {""}
        for kind in (KeyKind.EMAIL, KeyKind.GUEST_EMAIL):
            values.setdefault(kind, set()).update(emails)
    sources = {key.source for claim in claims for key in claim.proven} | {""}
    wanted = Q(pk__in=[])
    for kind, of_kind in values.items():
        wanted |= Q(kind=kind, source__in=sources, value__in=of_kind)
    known = _Known()
    for row in Identifier.objects.filter(wanted).order_by("pk"):
        key = IdentifierKey(KeyKind(row.kind), row.source, row.value)
        known.holders[key] = row.profile_id
        known.until[key] = row.claimed_until
    return known


def _first_claims(
    claims: Sequence[Claim], nodes: dict[int, int], clusters: _Clusters
) -> dict[int, Claim]:
    """Return the earliest claim of every cluster."""
    first: dict[int, Claim] = {}
    for index, node in nodes.items():
        root = clusters.find(node)
        if root not in first or claims[index].as_of < first[root].as_of:
            first[root] = claims[index]
    return first


def _settle(
    clusters: _Clusters, first: dict[int, Claim], at: datetime
) -> tuple[dict[int, int], tuple[Union, ...]]:
    """Return the profile id of every cluster, making those that have none, and the merges to do."""
    members: dict[int, list[int]] = {}
    for node in list(clusters.parents):
        members.setdefault(clusters.find(node), []).append(node)
    existing = sorted(node for node in clusters.parents if node > 0)
    rows = profiles_lock(existing)
    homes: dict[int, int] = {}
    unions: list[Union] = []
    for root, nodes in members.items():
        candidates = [
            Candidate(
                profile_id=node,
                is_registered=rows[node].is_registered,
                created_at=rows[node].created_at,
            )
            for node in nodes
            if node > 0
        ]
        if candidates:
            homes[root] = survivor_of(candidates)
            unions += [
                Union(homes[root], one.profile_id)
                for one in candidates
                if one.profile_id != homes[root]
            ]
    unborn = [root for root in members if root not in homes]
    made = Profile.objects.bulk_create(
        [Profile(first_seen_at=first[root].as_of, created_at=at, updated_at=at) for root in unborn]
    )
    homes |= {root: profile.pk for root, profile in zip(unborn, made, strict=True)}
    return homes, tuple(unions)


def _write_identifiers(
    known: _Known, clusters: _Clusters, homes: dict[int, int], at: datetime
) -> None:
    if known.dropped:
        Identifier.objects.filter(
            kind=KeyKind.GUEST_EMAIL, value__in=[key.value for key in known.dropped]
        ).delete()
    Identifier.objects.bulk_create(
        [
            Identifier(
                profile_id=homes[clusters.find(known.holders[key])],
                kind=key.kind,
                source=key.source,
                value=key.value,
                claimed_by=claim.claimed_by,
                claimed_until=known.until[key],
                created_at=at,
            )
            for key, claim in known.written.items()
        ]
    )
    for key in known.refreshed - known.written.keys() - known.dropped:
        if key.kind in {KeyKind.EMAIL, KeyKind.GUEST_EMAIL}:
            Identifier.objects.filter(kind=key.kind, source=key.source, value=key.value).update(
                claimed_until=known.until[key]
            )
