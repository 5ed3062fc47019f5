"""The tables of links in mails and of who opened them; nothing is decided here."""

from django.db import models

from saleor_crm_plugin.mail.models.messages import Message


class Link(models.Model):
    """
    Where a link of a mail leads; mails with the same link share the row.

    `tag` is the subject that the template gave it, or empty. `digest` is SHA-256 of both. Stored before the mail
    goes out, so that a click can only lead to what a mail of ours said.
    """

    url = models.TextField()
    tag = models.CharField(max_length=64, default="", blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_link"

    def __str__(self) -> str:
        return f"link {self.pk}"


class Click(models.Model):
    """
    A link was opened: by a person, or by a program that looks into links.

    `message` is empty for a shopper who does not want his clicks noted. `is_human` is empty until the click is
    judged, and `reason` says why it was not a person.
    """

    link = models.ForeignKey(Link, models.PROTECT, related_name="clicks")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="clicks")
    is_human = models.BooleanField(null=True)
    reason = models.CharField(max_length=16, default="", blank=True)
    clicked_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_click"
        indexes = [
            models.Index(
                fields=["clicked_at", "id"],
                name="crm_click_unjudged",
                condition=models.Q(is_human__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"click {self.pk}"
