"""The values that extensions compute for profiles, and whose are due."""

from django.db import models

from saleor_crm_plugin.profiles.models.people import Profile


class ProfileField(models.Model):
    """
    A value that an extension has computed for a profile; it stays readable when the extension is gone.

    `text` is the value as text, `number` what it is compared by: the integer, 0 or 1, or the microseconds since
    1970; none for a text.
    """

    profile = models.ForeignKey(
        Profile, models.CASCADE, related_name="extension_fields", db_index=False
    )
    extension = models.CharField(max_length=32)
    field = models.CharField(max_length=32)
    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=200)
    number = models.BigIntegerField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_profile_field"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "extension", "field"], name="crm_profile_field_once"
            ),
        ]
        indexes = [
            models.Index(fields=["extension", "field", "text"], name="crm_profile_field_text"),
            models.Index(fields=["extension", "field", "number"], name="crm_profile_field_number"),
        ]

    def __str__(self) -> str:
        return f"{self.extension}.{self.field} of profile {self.profile_id}"


class ProfileFieldMark(models.Model):
    """
    Something was written about a profile since its fields were computed; one row per occasion.

    Not one row per profile: a transaction that finds a row and adds none would lose its mark to a
    worker that deletes the row before the transaction commits.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="field_marks")
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_profile_field_mark"
        indexes = [models.Index(fields=["due_at", "id"], name="crm_profile_field_mark_due")]

    def __str__(self) -> str:
        return f"mark of profile {self.profile_id}"
