"""
Lets each rate say what counts in an order, and keeps what order lines cost before discounts.

SQLite adds a column by making the table anew, which loses its triggers: the protection of the ledger is put back.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_protection = import_module("saleor_crm_plugin.migrations.0002_ledger_is_append_only")


def protect_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 Django's signature
    """Create the triggers that are gone; PostgreSQL keeps all."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in _protection.create_statements("sqlite"):
        schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"))


class Migration(migrations.Migration):
    dependencies = [
        ("saleor_crm", "0019_lots_of_one_entry"),
    ]

    operations = [
        # backwards, the columns are dropped before this
        migrations.RunPython(migrations.RunPython.noop, protect_again),
        migrations.AddField(
            model_name="programchannel",
            name="basis_has_discounts",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="programchannel",
            name="basis_has_points_paid",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="programchannel",
            name="basis_has_gift_cards",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunPython(protect_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name="orderline",
            name="undiscounted_gross_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="orderline",
            name="undiscounted_net_minor",
            field=models.BigIntegerField(null=True),
        ),
    ]
