"""Takes everything personal out of a profile (GDPR Art. 17); totals and order facts stay, nameless."""

from datetime import datetime

from django.db.models import Model, Q

from saleor_crm_plugin.facts import Reference
from saleor_crm_plugin.profiles.models import (
    Consent,
    CustomerVersion,
    Identifier,
    MergeRecord,
    Profile,
    ProfileAddress,
    ProfileField,
    ProfileFieldMark,
    ProfileNote,
    ProfileState,
    ProfileTag,
    TimelineEvent,
)
from saleor_crm_plugin.profiles.rules.basics import DESCRIBED
from saleor_crm_plugin.profiles.rules.timeline import EventType

_PERSONAL_TEXT = (
    *(name for name in DESCRIBED if not name.startswith("birth_") and name != "email_is_verified"),
    "preferred_payment_method",
    "product_needs",
    "buying_motive",
    "search_text",
    "named_by",
)
_PERSONAL_ROWS: tuple[type[Model], ...] = (
    Identifier,
    ProfileAddress,
    ProfileTag,
    ProfileNote,
    Consent,
    ProfileField,
    ProfileFieldMark,
)
_KEPT_EVENTS = frozenset(
    event for event in EventType if event.startswith(("order_", "points_", "message_"))
)


def customer_erase(*, reference: Reference, version_at: datetime, at: datetime) -> int | None:
    """
    Erase the profile of a deleted customer; return its id, None if the customer was never known.

    Runs in the caller's transaction. Told twice, done once. Whatever the host says about this
    customer later is ignored. The consent's proof keeps its statements without the person.
    """
    version = (
        CustomerVersion.objects.select_for_update()
        .filter(host=reference.host, external_id=reference.id)
        .first()
    )
    if version is None:
        identifier = Identifier.objects.filter(
            kind="host_user", source=reference.host, value=reference.id
        ).first()
        if identifier is None:
            return None
        version = CustomerVersion(
            host=reference.host, external_id=reference.id, profile_id=identifier.profile_id
        )
    version.version_at = version_at
    version.fingerprint = ""
    version.is_erased = True
    version.save()
    profile_erase(profile_id=version.profile_id, at=at)
    return version.profile_id


def profile_erase(*, profile_id: int, at: datetime) -> None:
    """Take everything personal out of a profile and of those merged into it."""
    ids = [profile_id, *Profile.objects.filter(merged_into=profile_id).values_list("pk", flat=True)]
    for model in _PERSONAL_ROWS:
        model._default_manager.filter(profile_id__in=ids).delete()  # noqa: SLF001 Django documents it
    merges = MergeRecord.objects.filter(Q(survivor_id__in=ids) | Q(absorbed_id__in=ids))
    merges.update(moved_rows={})
    events = TimelineEvent.objects.filter(profile_id__in=ids)
    events.exclude(type__in=_KEPT_EVENTS).update(details={})
    for profile in Profile.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
        for name in _PERSONAL_TEXT:
            setattr(profile, name, "")
        profile.email_is_verified = False
        profile.birth_year = profile.birth_month = profile.birth_day = None
        profile.birth_is_lunar = False
        profile.edited_fields = []
        profile.updated_at = at
        if profile.state != ProfileState.MERGED:
            profile.state = ProfileState.ERASED
        profile.save()
