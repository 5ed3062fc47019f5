"""The table of what mail providers report about messages; nothing is decided here."""

from django.db import models

from saleor_crm_plugin.mail.models.messages import Message


class DeliveryReport(models.Model):
    """
    One report of a mail provider, kept once by its `key`; who it is about only by the keyed hash of the address.

    `is_permanent` tells a dead address from a full mailbox. `is_matched` is empty until the report is applied, then
    says whether a message of ours was meant. A report that cannot be applied is given up after eight attempts.
    """

    provider = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    is_permanent = models.BooleanField()
    message_uuid = models.UUIDField(null=True)
    address_hash = models.CharField(max_length=64, default="", blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="reports")
    is_matched = models.BooleanField(null=True)
    attempts = models.SmallIntegerField(default=0)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_delivery_report"
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="crm_delivery_report_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="crm_delivery_report_waits",
                condition=models.Q(applied_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
