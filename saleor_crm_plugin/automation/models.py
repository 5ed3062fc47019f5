"""The tables of automation; nothing is decided here."""

from django.db import models

from saleor_crm_plugin.profiles.models import Profile, TimelineEvent


class Automation(models.Model):
    """One reaction that a merchant can switch off; what it does stands in `automation.routing`."""

    slug = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    config = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_automation"

    def __str__(self) -> str:
        return self.slug


class AutomationRun(models.Model):
    """One automation reacted once to one occurrence for one profile; `key` names the occurrence."""

    automation = models.ForeignKey(Automation, models.PROTECT, related_name="runs", db_index=False)
    profile = models.ForeignKey(
        Profile, models.CASCADE, related_name="automation_runs", db_index=False
    )
    key = models.CharField(max_length=220)
    message_key = models.CharField(max_length=255)
    started_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_automation_run"
        constraints = [
            models.UniqueConstraint(fields=["automation", "key"], name="crm_automation_run_once"),
        ]
        indexes = [models.Index(fields=["profile", "-id"], name="crm_automation_run_profile")]

    def __str__(self) -> str:
        return f"run of automation {self.automation_id}"


class DeliveryKind(models.TextChoices):
    """What the extension does with the event: it only listens, or it acts."""

    LISTENER = "listener"
    ACTION = "action"


class DeliveryState(models.TextChoices):
    """Where an event is on its way to an extension; a told one has no row any more."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DEAD = "dead"


class ExtensionDelivery(models.Model):
    """
    One event that one listener or action of an extension has still to be told, or could not be.

    Written in the transaction that announces the event, deleted when the extension has taken it. `key` names
    the occasion of an action. `due_at` of a claimed row is when its claim ends.
    """

    extension = models.CharField(max_length=32)
    kind = models.CharField(max_length=10, choices=DeliveryKind)
    handler = models.CharField(max_length=32)
    event = models.ForeignKey(TimelineEvent, models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=255, default="", blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claim_token = models.CharField(max_length=32, default="", blank=True)
    error = models.CharField(max_length=128, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_extension_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["extension", "kind", "handler", "event"],
                name="crm_extension_delivery_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["extension", "kind", "handler", "due_at", "id"],
                name="crm_extension_delivery_due",
                condition=models.Q(state__in=["pending", "claimed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"event {self.event_id} for {self.extension}.{self.handler}"
