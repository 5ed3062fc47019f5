"""The copy of the host's orders and carts, and each shopper's totals; amounts are whole minor units."""

from django.db import models

from saleor_crm_plugin.profiles.models import Profile


class Order(models.Model):
    """
    One order of one host.

    Columns ending in `_minor` are whole minor units of `currency`. `revenue_minor` is what the order
    brings net of refunds, 0 while `exclusion` says why it does not count.
    """

    host = models.CharField(max_length=64)
    external_id = models.CharField(max_length=128)
    number = models.CharField(max_length=64, default="", blank=True)
    profile = models.ForeignKey(
        Profile, models.PROTECT, null=True, related_name="orders", db_index=False
    )
    channel = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=24)
    exclusion = models.CharField(max_length=16, default="", blank=True)
    is_fully_paid = models.BooleanField(default=False)
    fully_paid_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField()
    total_gross_minor = models.BigIntegerField()
    total_net_minor = models.BigIntegerField()
    shipping_gross_minor = models.BigIntegerField()
    shipping_net_minor = models.BigIntegerField()
    charged_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    refund_granted_minor = models.BigIntegerField(default=0)
    revenue_minor = models.BigIntegerField(default=0)
    points_paid_minor = models.BigIntegerField(default=0)
    gift_card_minor = models.BigIntegerField(default=0)
    gift_cards = models.JSONField(default=list)
    payment_method = models.CharField(max_length=128, default="", blank=True)
    voucher_codes = models.JSONField(default=list)
    refunds = models.JSONField(default=list)
    discounts = models.JSONField(default=list)
    country_code = models.CharField(max_length=2, default="", blank=True)
    checkout_id = models.CharField(max_length=128, default="", blank=True)
    referral_code = models.CharField(max_length=64, default="", blank=True)
    marks = models.JSONField(default=list)
    version_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    is_live = models.BooleanField(default=True)

    class Meta:
        db_table = "saleor_crm_order"
        constraints = [
            models.UniqueConstraint(fields=["host", "external_id"], name="crm_order_once"),
            models.CheckConstraint(
                name="crm_order_excluded_has_no_revenue",
                condition=models.Q(exclusion="") | models.Q(revenue_minor=0),
            ),
        ]
        indexes = [
            models.Index(fields=["profile", "-placed_at", "-id"], name="crm_order_profile"),
            models.Index(fields=["channel", "currency", "profile"], name="crm_order_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:order:{self.external_id}"


class OrderLine(models.Model):
    """
    One line of an order, after all discounts; the `undiscounted_` columns are before them, null where nothing was told.

    `category` and `collections` are names, of the product as it was when the host was read last.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)
    external_id = models.CharField(max_length=128)
    sku = models.CharField(max_length=255, default="", blank=True)
    product_id = models.CharField(max_length=128, default="", blank=True)
    variant_id = models.CharField(max_length=128, default="", blank=True)
    name = models.CharField(max_length=386, default="", blank=True)
    category = models.CharField(max_length=255, default="", blank=True)
    collections = models.JSONField(default=list)
    quantity = models.IntegerField()
    quantity_returned = models.IntegerField(default=0)
    unit_price_gross = models.DecimalField(max_digits=20, decimal_places=6)
    total_gross_minor = models.BigIntegerField()
    total_net_minor = models.BigIntegerField()
    undiscounted_gross_minor = models.BigIntegerField(null=True)
    undiscounted_net_minor = models.BigIntegerField(null=True)
    is_gift_card = models.BooleanField(default=False)

    class Meta:
        db_table = "saleor_crm_order_line"
        constraints = [
            models.UniqueConstraint(fields=["order", "external_id"], name="crm_order_line_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.external_id} of order {self.order_id}"


class PurchaseTotals(models.Model):
    """
    What one shopper bought in one channel and currency, from the orders that count.

    Always the sum over `Order`: rewritten whenever one of the shopper's orders changes.
    """

    profile = models.ForeignKey(
        Profile, models.CASCADE, related_name="purchase_totals", db_index=False
    )
    channel = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    orders_count = models.IntegerField()
    revenue_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField()
    first_ordered_at = models.DateTimeField()
    last_ordered_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_purchase_totals"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "channel", "currency"], name="crm_purchase_totals_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "currency", "revenue_minor"], name="crm_totals_revenue"
            ),
        ]

    def __str__(self) -> str:
        return f"totals of profile {self.profile_id} in {self.currency}"


class Checkout(models.Model):
    """One cart of one host, as last seen."""

    host = models.CharField(max_length=64)
    external_id = models.CharField(max_length=128)
    profile = models.ForeignKey(Profile, models.CASCADE, null=True, related_name="checkouts")
    channel = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    total_gross_minor = models.BigIntegerField()
    lines = models.JSONField(default=list)
    content_fingerprint = models.CharField(max_length=64)
    content_changed_at = models.DateTimeField()
    is_gone = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    version_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        db_table = "saleor_crm_checkout"
        constraints = [
            models.UniqueConstraint(fields=["host", "external_id"], name="crm_checkout_once"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:checkout:{self.external_id}"
