"""What is remembered about extensions; nothing is decided here."""

from django.db import models


class ExtensionRecord(models.Model):
    """
    One extension that was in force here at least once; it stays when the package is gone.

    `last_error` is the class of the newest error, never its words; `last_hook` is where it was raised.
    """

    slug = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    version = models.CharField(max_length=64)
    api_version = models.CharField(max_length=16)
    hooks = models.JSONField(default=list)
    failures_count = models.BigIntegerField(default=0)
    last_error = models.CharField(max_length=128, default="", blank=True)
    last_hook = models.CharField(max_length=100, default="", blank=True)
    last_failed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_extension"

    def __str__(self) -> str:
        return self.slug
