"""What staff write down about a shopper."""

from django.db import models

from saleor_crm_plugin.profiles.models.people import Profile


class ProfileNote(models.Model):
    """
    A note that staff wrote about a shopper, in their own words.

    `author` and `edited_by` are a kind and an id; the latter is empty until somebody changes the text. `key` was made up
    by the author's program, so that a note that is sent twice stands once.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.CharField(max_length=128)
    key = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    edited_by = models.CharField(max_length=128, default="", blank=True)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_profile_note"
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="crm_profile_note_once"),
            models.CheckConstraint(name="crm_profile_note_has_text", condition=~models.Q(text="")),
        ]
        indexes = [
            models.Index(fields=["profile", "-written_at", "-id"], name="crm_profile_note_newest"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk} about profile {self.profile_id}"
