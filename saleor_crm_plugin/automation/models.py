"""The tables of automation; nothing is decided here."""

from django.db import models

from saleor_crm_plugin.profiles.models import Profile


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
