"""Tables that only the standalone host needs, none of them the CRM's own."""

from django.db import models


class ApiToken(models.Model):
    """A program's key to the API; `digest` is the SHA-256 of 256 random bits, which are kept nowhere."""

    name = models.CharField(max_length=128)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_api_token"

    def __str__(self) -> str:
        return f"token {self.pk}"
