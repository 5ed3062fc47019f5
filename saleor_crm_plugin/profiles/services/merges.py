"""The profile's side of a merge: two shoppers become one, and a record says what moved."""

from datetime import datetime

from saleor_crm_plugin.facts import JsonObject, JsonValue
from saleor_crm_plugin.profiles.models import (
    Consent,
    ConsentEvent,
    CustomerVersion,
    Identifier,
    IdentifierKind,
    MergeRecord,
    Profile,
    ProfileAddress,
    ProfileField,
    ProfileNote,
    ProfileState,
    ProfileTag,
    TimelineEvent,
)
from saleor_crm_plugin.profiles.rules.basics import DESCRIBED, Description
from saleor_crm_plugin.profiles.rules.consent import Standing, merged_standing
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.basics import (
    profile_describe,
    profiles_lock,
    profiles_save,
)
from saleor_crm_plugin.profiles.services.consents import consent_standing, consent_status_of
from saleor_crm_plugin.profiles.services.merge_snapshots import (
    columns_kept,
    consents_kept,
    guest_names_kept,
    tags_kept,
)
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


def profile_rows_merge(
    *, survivor_id: int, absorbed_id: int, rule: str, actor: str, at: datetime
) -> MergeRecord | None:
    """
    Move identity, basic data, tags, addresses, consent, notes and timeline of one profile to another.

    Runs in the transaction of a caller who has locked both profiles and their accounts, in this order. The most restrictive consent of both holds. Merging again what is
    merged already does nothing and returns None. A guest's typed address does not move: later guest orders
    with it are no proof (`rules.identity`).
    """
    profiles = profiles_lock([survivor_id, absorbed_id], holds_rows_off=True)
    survivor, absorbed = profiles[survivor_id], profiles[absorbed_id]
    if absorbed.state != ProfileState.ACTIVE or survivor.state != ProfileState.ACTIVE:
        return None
    before: JsonObject = {
        "before": columns_kept(survivor),
        "consents_before": consents_kept(survivor),
    }
    moved = before | _move_rows(survivor, absorbed)
    _merge_basics(survivor, absorbed, at)
    _merge_consents(survivor, absorbed, at)
    moved["after"] = columns_kept(survivor)
    moved["consents_after"] = consents_kept(survivor)
    absorbed.state = ProfileState.MERGED
    absorbed.merged_into = survivor
    absorbed.updated_at = at
    absorbed.save(update_fields=["state", "merged_into", "updated_at"])
    record = MergeRecord.objects.create(
        survivor=survivor,
        absorbed=absorbed,
        rule=rule,
        actor=actor,
        moved_rows=moved,
        merged_at=at,
    )
    events_record(
        events=[
            NewEvent(
                profile_id=survivor_id,
                type=EventType.PROFILE_MERGED,
                key=f"{absorbed_id}:{record.pk}",
                occurred_at=at,
                is_live=True,
                details={"absorbed_profile_id": absorbed_id, "rule": rule},
            )
        ],
        at=at,
    )
    return record


def _move_rows(survivor: Profile, absorbed: Profile) -> JsonObject:
    moved: JsonObject = {"guest_names": [*guest_names_kept(absorbed)]}
    Identifier.objects.filter(profile=absorbed, kind=IdentifierKind.GUEST_EMAIL).delete()
    ProfileField.objects.filter(profile=absorbed).delete()  # computed anew for the survivor
    known = set(ProfileTag.objects.filter(profile=survivor).values_list("value", flat=True))
    moved["tags_dropped"] = [*tags_kept(absorbed, known)]
    ProfileTag.objects.filter(profile=absorbed, value__in=known).delete()
    told = set(TimelineEvent.objects.filter(profile=survivor).values_list("type", "key"))
    moved["timeline"] = _move_events(survivor, absorbed, told)
    for name, model in (
        ("identifiers", Identifier),
        ("tags", ProfileTag),
        ("addresses", ProfileAddress),
        ("versions", CustomerVersion),
        ("notes", ProfileNote),
    ):
        rows = model.objects.filter(profile=absorbed)
        moved[name] = list(rows.order_by("pk").values_list("pk", flat=True))
        rows.update(profile=survivor)
    return moved


def _move_events(
    survivor: Profile, absorbed: Profile, told: set[tuple[str, str]]
) -> list[JsonValue]:
    rows = TimelineEvent.objects.filter(profile=absorbed).order_by("pk")
    ids = [pk for pk, *event in rows.values_list("pk", "type", "key") if tuple(event) not in told]
    TimelineEvent.objects.filter(pk__in=ids).update(profile=survivor)
    return list(ids)


def _merge_basics(survivor: Profile, absorbed: Profile, at: datetime) -> None:
    values = {name: getattr(absorbed, name) for name in DESCRIBED}
    description = Description(rank=absorbed.named_by, is_complete=False, values=values)
    profile_describe(survivor, description)
    # What staff wrote about either counts more than what hosts say about the other.
    for name in set(absorbed.edited_fields) - set(survivor.edited_fields):
        setattr(survivor, name, getattr(absorbed, name))
    survivor.edited_fields = sorted({*survivor.edited_fields, *absorbed.edited_fields})
    for name in ("preferred_payment_method", "product_needs", "buying_motive"):
        if not getattr(survivor, name):
            setattr(survivor, name, getattr(absorbed, name))
    survivor.save(
        update_fields=[
            "preferred_payment_method",
            "product_needs",
            "buying_motive",
            "edited_fields",
        ]
    )
    survivor.first_seen_at = min(survivor.first_seen_at, absorbed.first_seen_at)
    if absorbed.is_registered:
        survivor.is_registered = True
        moments = [survivor.registered_at, absorbed.registered_at]
        known = [moment for moment in moments if moment is not None]
        survivor.registered_at = min(known, default=None)
    profiles_save([survivor], at=at)


def _merge_consents(survivor: Profile, absorbed: Profile, at: datetime) -> None:
    standing: dict[tuple[str, str], list[Standing]] = {}
    for row in Consent.objects.filter(profile__in=[survivor, absorbed]).order_by("pk"):
        standing.setdefault((row.channel, row.topic), []).append(consent_standing(row))
    for (channel, topic), both in standing.items():
        merged = merged_standing(both[0], both[-1])
        if merged is None:
            continue
        status = consent_status_of(merged)
        Consent.objects.update_or_create(
            profile=survivor,
            channel=channel,
            topic=topic,
            defaults={"status": status, "stated_at": merged.stated_at},
        )
        ConsentEvent.objects.get_or_create(
            profile=survivor,
            channel=channel,
            topic=topic,
            status=status,
            source="merge",
            stated_at=merged.stated_at,
            defaults={"actor": "", "was_applied": True, "recorded_at": at},
        )
