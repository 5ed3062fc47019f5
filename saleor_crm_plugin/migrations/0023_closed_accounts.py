"""Notes when the owner of an account left the program, and since when orders earn again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("saleor_crm", "0022_inactivity"),
    ]

    operations = [
        migrations.AddField(
            model_name="loyaltyaccount",
            name="closed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="loyaltyaccount",
            name="earns_from",
            field=models.DateTimeField(null=True),
        ),
    ]
