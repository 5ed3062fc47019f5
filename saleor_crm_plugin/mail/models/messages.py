"""The tables of templates, the outbox and the suppression list; nothing is decided here."""

import uuid

from django.db import models

from saleor_crm_plugin.profiles.models import Profile


class MailTemplate(models.Model):
    """
    What a message looks like, by its name in code and settings; the words stand in its versions.

    `sample` is a context for test messages.
    """

    slug = models.CharField(max_length=64, unique=True)
    sample = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_mail_template"

    def __str__(self) -> str:
        return self.slug


class MailTemplateVersion(models.Model):
    """
    The published words of a template in one language; never changed, a correction is a new number.

    `is_packaged` marks versions that came with this package, so that an upgrade may follow them up
    and never overrules what a merchant published.
    """

    template = models.ForeignKey(MailTemplate, models.PROTECT, related_name="versions")
    language_code = models.CharField(max_length=35)
    number = models.IntegerField()
    subject = models.CharField(max_length=500)
    html = models.TextField()
    text = models.TextField()
    is_packaged = models.BooleanField(default=False)
    published_by = models.CharField(max_length=128, default="", blank=True)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_mail_template_version"
        constraints = [
            models.UniqueConstraint(
                fields=["template", "language_code", "number"], name="crm_mail_template_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id}/{self.language_code}/{self.number}"


class MessageClass(models.TextChoices):
    """`MARKETING` needs consent; `TRANSACTIONAL` answers something the shopper did."""

    TRANSACTIONAL = "transactional"
    MARKETING = "marketing"


class MessageState(models.TextChoices):
    """
    Where a message is.

    `HANDED` means the server has asked for the body: from here on it may have arrived. `UNKNOWN` means
    nobody can say whether it did. `DELIVERED` and `COMPLAINED` (and `BOUNCED` after `SENT`) are what the mail
    provider reported later. `SUPPRESSED`, `FAILED`, `BOUNCED` and `EXPIRED` give the reason in `verdict`.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDED = "handed"
    SENT = "sent"
    DELIVERED = "delivered"
    COMPLAINED = "complained"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"
    FAILED = "failed"
    BOUNCED = "bounced"
    EXPIRED = "expired"


class Message(models.Model):
    """
    One message to one profile, on one channel: the outbox.

    The address is not stored: it is the profile's at hand-over. Only a test message carries the
    address that staff gave, and loses it when it leaves the queue. `context` holds ids, numbers and codes.
    `priority` 0 goes before 5. Each message is updated four times on its way: there is no index but those in use.
    """

    key = models.CharField(max_length=255)
    channel = models.CharField(max_length=16, default="email", db_default="email")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    profile = models.ForeignKey(
        Profile, models.CASCADE, null=True, related_name="messages", db_index=False
    )
    template = models.ForeignKey(
        MailTemplate, models.PROTECT, related_name="messages", db_index=False
    )
    template_version = models.ForeignKey(
        MailTemplateVersion, models.PROTECT, null=True, related_name="messages", db_index=False
    )
    message_class = models.CharField(max_length=16, choices=MessageClass)
    topic = models.CharField(max_length=64, default="", blank=True)
    context = models.JSONField(default=dict)
    is_test = models.BooleanField(default=False)
    test_address = models.CharField(max_length=254, default="", blank=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    priority = models.SmallIntegerField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claim_token = models.CharField(max_length=32, default="", blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    resends = models.SmallIntegerField(default=0)
    message_id = models.CharField(max_length=320, default="", blank=True)
    address_hash = models.CharField(max_length=64, default="", blank=True)
    verdict = models.JSONField(default=dict)
    is_on_timeline = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_message"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="crm_message_once"),
            models.CheckConstraint(
                name="crm_message_has_somebody",
                condition=models.Q(profile__isnull=False) | models.Q(is_test=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "due_at", "id"],
                name="crm_message_due",
                condition=models.Q(state="queued"),
            ),
            models.Index(
                fields=["channel", "priority", "due_at", "id"],
                name="crm_message_due_elsewhere",
                condition=models.Q(state="queued") & ~models.Q(channel="email"),
            ),
            models.Index(
                fields=["claimed_until"],
                name="crm_message_claimed",
                condition=models.Q(state__in=["claimed", "handed"]),
            ),
            models.Index(
                fields=["id"],
                name="crm_message_off_timeline",
                condition=models.Q(state="sent", is_on_timeline=False),
            ),
            models.Index(fields=["profile", "-id"], name="crm_message_profile"),
            models.Index(
                fields=["state", "-id"],
                name="crm_message_stopped",
                condition=models.Q(
                    state__in=["unknown", "suppressed", "failed", "bounced", "expired"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class SuppressionReason(models.TextChoices):
    """Why an address gets no mail."""

    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    MANUAL = "manual"
    ERASED = "erased"


class SuppressionScope(models.TextChoices):
    """`ALL` stops every message to the address, `MARKETING` only those that need consent."""

    ALL = "all"
    MARKETING = "marketing"


class Suppression(models.Model):
    """An address that gets no mail, known by its keyed hash only, so that it outlives an erasure."""

    channel = models.CharField(max_length=16)
    address_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=10, choices=SuppressionScope)
    reason = models.CharField(max_length=16, choices=SuppressionReason)
    evidence = models.JSONField(default=dict)
    since = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_suppression"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_hash", "reason"], name="crm_suppression_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} on {self.channel}"


class MailLane(models.Model):
    """
    How fast one mail server lets us go.

    The server asks us to slow down: `batch_size_rows` halves and nothing is handed over before
    `held_until`. Each batch that goes well doubles it again.
    """

    name = models.CharField(max_length=64, unique=True)
    batch_size_rows = models.IntegerField()
    held_until = models.DateTimeField(null=True)
    holds = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "saleor_crm_mail_lane"

    def __str__(self) -> str:
        return self.name
