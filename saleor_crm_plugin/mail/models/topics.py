"""The table of what shoppers can choose to hear about; nothing is decided here."""

from django.db import models


class Topic(models.Model):
    """
    Something that mail is about, in the words that shoppers read.

    `slug` is what messages and consents name. `texts` holds `{"name": …, "description": …}` by language code
    in lower case. Topics that are not `is_offered` stand on nobody's page unless he has said something about them.
    """

    slug = models.CharField(max_length=64, unique=True)
    texts = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    is_offered = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_topic"

    def __str__(self) -> str:
        return self.slug
