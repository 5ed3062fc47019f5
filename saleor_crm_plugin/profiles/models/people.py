"""The tables of profiles, their identifiers, consent and timeline; nothing is decided here."""

from django.db import models


class ProfileState(models.TextChoices):
    """`MERGED` rows point at their survivor; `ERASED` rows hold nothing personal."""

    ACTIVE = "active"
    MERGED = "merged"
    ERASED = "erased"


class Profile(models.Model):
    """One shopper."""

    state = models.CharField(max_length=10, choices=ProfileState, default=ProfileState.ACTIVE)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    is_registered = models.BooleanField(default=False)
    registered_at = models.DateTimeField(null=True)
    email = models.CharField(max_length=254, default="", blank=True)
    email_is_verified = models.BooleanField(default=False)
    phone = models.CharField(max_length=32, default="", blank=True)
    first_name = models.CharField(max_length=256, default="", blank=True)
    last_name = models.CharField(max_length=256, default="", blank=True)
    gender = models.CharField(max_length=32, default="", blank=True)
    language_code = models.CharField(max_length=35, default="", blank=True)
    time_zone = models.CharField(max_length=64, default="", blank=True)
    birth_year = models.SmallIntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    birth_is_lunar = models.BooleanField(default=False)
    country_code = models.CharField(max_length=2, default="", blank=True)
    city = models.CharField(max_length=256, default="", blank=True)
    postal_code = models.CharField(max_length=20, default="", blank=True)
    preferred_payment_method = models.CharField(max_length=128, default="", blank=True)
    product_needs = models.TextField(default="", blank=True)
    buying_motive = models.TextField(default="", blank=True)
    search_text = models.TextField(default="", blank=True)
    edited_fields = models.JSONField(default=list)
    named_by = models.CharField(max_length=220, default="", blank=True)
    first_seen_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_profile"
        indexes = [
            models.Index(fields=["email"], name="crm_profile_email"),
            models.Index(fields=["-created_at", "-id"], name="crm_profile_created"),
            models.Index(fields=["last_name", "first_name", "id"], name="crm_profile_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="crm_profile_merged_has_survivor",
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"profile {self.pk}"


class IdentifierKind(models.TextChoices):
    """
    What can name a shopper.

    `EMAIL` and `PHONE` are proven; `GUEST_EMAIL` is only typed by somebody and never opens
    another profile's door. `HOST_USER` and `EXTERNAL` are unique within their `source`.
    """

    HOST_USER = "host_user"
    EMAIL = "email"
    GUEST_EMAIL = "guest_email"
    PHONE = "phone"
    EXTERNAL = "external"


class Identifier(models.Model):
    """
    One name of one profile; no two live profiles share one.

    `claimed_until` is the newest moment a fact used it at: how long a proof vouches for an address.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=16, choices=IdentifierKind)
    source = models.CharField(max_length=64, default="", blank=True)
    value = models.CharField(max_length=254)
    claimed_by = models.CharField(max_length=210, default="", blank=True)
    claimed_until = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_identifier"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source", "value"], name="crm_identifier_names_one_profile"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of profile {self.profile_id}"


class CustomerVersion(models.Model):
    """Which version of a host's customer was applied last, so that an older one never overwrites it."""

    host = models.CharField(max_length=64)
    external_id = models.CharField(max_length=128)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="versions")
    version_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    is_erased = models.BooleanField(default=False)

    class Meta:
        db_table = "saleor_crm_customer_version"
        constraints = [
            models.UniqueConstraint(
                fields=["host", "external_id"], name="crm_customer_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"version of {self.host}:customer:{self.external_id}"


class AddressKind(models.TextChoices):
    """How the host uses the address."""

    BILLING = "billing"
    SHIPPING = "shipping"
    OTHER = "other"


class ProfileAddress(models.Model):
    """A postal address of a profile."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind)
    first_name = models.CharField(max_length=256, default="", blank=True)
    last_name = models.CharField(max_length=256, default="", blank=True)
    company = models.CharField(max_length=256, default="", blank=True)
    street_1 = models.CharField(max_length=256, default="", blank=True)
    street_2 = models.CharField(max_length=256, default="", blank=True)
    city = models.CharField(max_length=256, default="", blank=True)
    region = models.CharField(max_length=128, default="", blank=True)
    postal_code = models.CharField(max_length=20, default="", blank=True)
    country_code = models.CharField(max_length=2, default="", blank=True)
    phone = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        db_table = "saleor_crm_profile_address"

    def __str__(self) -> str:
        return f"{self.kind} address of profile {self.profile_id}"


class ProfileTag(models.Model):
    """A word a merchant or a host put on a profile; `value` is compared without case."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=64)
    value = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_profile_tag"
        constraints = [
            models.UniqueConstraint(fields=["profile", "value"], name="crm_profile_tag_once"),
        ]
        indexes = [models.Index(fields=["value", "profile"], name="crm_profile_tag_value")]

    def __str__(self) -> str:
        return self.name


class ConsentStatus(models.TextChoices):
    """
    `GRANTED` and `REVOKED` are what the shopper said; silence has no row.

    `LIFTED` takes back what was said about the whole channel: it grants nothing and stops nothing, so that the
    shopper's topics speak for themselves.
    """

    GRANTED = "granted"
    REVOKED = "revoked"
    LIFTED = "lifted"


class Consent(models.Model):
    """What holds now for one channel and topic; an empty topic means the whole channel."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(max_length=16)
    topic = models.CharField(max_length=64, default="", blank=True)
    status = models.CharField(max_length=10, choices=ConsentStatus)
    stated_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "channel", "topic"], name="crm_consent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status} of profile {self.profile_id}"


class ConsentEvent(models.Model):
    """One statement about consent, kept for ever as the proof; rows are only added."""

    profile = models.ForeignKey(
        Profile, models.CASCADE, related_name="consent_events", db_index=False
    )
    channel = models.CharField(max_length=16)
    topic = models.CharField(max_length=64, default="", blank=True)
    status = models.CharField(max_length=10, choices=ConsentStatus)
    source = models.CharField(max_length=64)
    actor = models.CharField(max_length=128, default="", blank=True)
    was_applied = models.BooleanField()
    stated_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_consent_event"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "channel", "topic", "status", "source", "stated_at"],
                name="crm_consent_event_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status} of profile {self.profile_id}"


class TimelineEvent(models.Model):
    """
    What we concluded about a shopper, in the past tense; `key` makes a repetition harmless.

    `is_announced` is false while automation has not looked at a live event yet; facts from
    imports and backfills are born announced, so that history never sends mail.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="timeline", db_index=False)
    type = models.CharField(max_length=48)
    key = models.CharField(max_length=160)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    details = models.JSONField(default=dict)
    is_announced = models.BooleanField(default=True)

    class Meta:
        db_table = "saleor_crm_timeline_event"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "type", "key"], name="crm_timeline_event_once"
            ),
        ]
        indexes = [
            models.Index(fields=["profile", "-occurred_at", "-id"], name="crm_timeline_profile"),
            models.Index(
                fields=["id"],
                name="crm_timeline_unannounced",
                condition=models.Q(is_announced=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} of profile {self.profile_id}"


class MergeRecord(models.Model):
    """Two profiles became one: which, by what rule, and what moved."""

    survivor = models.ForeignKey(Profile, models.CASCADE, related_name="merges")
    absorbed = models.ForeignKey(Profile, models.CASCADE, related_name="merged_by")
    rule = models.CharField(max_length=32)
    actor = models.CharField(max_length=128, default="", blank=True)
    moved_rows = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_merge_record"

    def __str__(self) -> str:
        return f"profile {self.absorbed_id} into {self.survivor_id}"
