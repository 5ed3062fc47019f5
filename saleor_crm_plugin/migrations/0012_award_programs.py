"""Gives each award its program, so that an order can earn in several, and lets an award follow its order."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def programs_write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the program of each award's account into the award; one statement, as installations have few awards yet."""
    accounts = apps.get_model("saleor_crm", "LoyaltyAccount").objects
    awards = apps.get_model("saleor_crm", "OrderAward").objects
    owner = accounts.filter(pk=OuterRef("account_id")).values("program_id")[:1]
    awards.using(schema_editor.connection.alias).update(program_id=Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [
        ('saleor_crm', '0011_liability_snapshots'),
    ]

    operations = [
        migrations.AddField(
            model_name="orderaward",
            name="program",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="saleor_crm.loyaltyprogram",
            ),
        ),
        migrations.RunPython(programs_write, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="orderaward",
            name="program",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="saleor_crm.loyaltyprogram",
            ),
        ),
        migrations.AddField(
            model_name="orderaward",
            name="moves_count",
            field=models.IntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="orderaward",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="awards",
                to="saleor_crm.order",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderaward",
            constraint=models.UniqueConstraint(fields=("program", "order"), name="crm_award_once"),
        ),
    ]
