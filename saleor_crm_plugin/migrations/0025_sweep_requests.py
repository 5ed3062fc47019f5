"""Lets staff ask for a sweep, and one worker at a time do it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("saleor_crm", "0024_request_programs"),
    ]

    operations = [
        migrations.AddField(
            model_name="reconcilemark",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reconcilemark",
            name="is_whole_asked",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="reconcilemark",
            name="claimed_until",
            field=models.DateTimeField(null=True),
        ),
    ]
