"""What the bridge has written into Saleor, and how far it has looked; nothing is decided here."""

from django.db import models


class BridgeState(models.Model):
    """What was last written to one of Saleor's customers, and where to; the row goes when the values are taken back."""

    customer_key = models.CharField(max_length=128, unique=True)
    profile = models.ForeignKey("saleor_crm.Profile", models.CASCADE, related_name="bridged")
    written = models.JSONField()
    is_private = models.BooleanField()
    fills_attributes = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_bridge_state"
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(fills_attributes=True), name="crm_bridge_filled"
            ),
        ]

    def __str__(self) -> str:
        return f"bridge to customer {self.customer_key}"


class BridgeMark(models.Model):
    """How far the bridge has looked: at the timeline, at Saleor's customers that changed, and round all customers."""

    name = models.CharField(max_length=16, unique=True)
    event_id = models.BigIntegerField(default=0)
    identifier_id = models.BigIntegerField(default=0)
    customers_changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_bridge_mark"

    def __str__(self) -> str:
        return self.name
