"""
Says of which program a requested adjustment is; those of before are of the first one.

SQLite adds a column by making the table anew, which loses its triggers: the protection of the table is put back.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_protection = import_module("saleor_crm_plugin.migrations.0014_points_requests")


def protect_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 Django's signature
    """Create the triggers that are gone; PostgreSQL keeps all."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in _protection.create_statements("sqlite"):
        schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"))


class Migration(migrations.Migration):
    dependencies = [
        ("saleor_crm", "0023_closed_accounts"),
    ]

    operations = [
        # backwards, the column is dropped before this
        migrations.RunPython(migrations.RunPython.noop, protect_again),
        migrations.AddField(
            model_name="pointsrequest",
            name="program",
            field=models.CharField(db_default="points", max_length=64),
        ),
        migrations.RunPython(protect_again, migrations.RunPython.noop),
    ]
