"""Adds what lapsed lots answered for (append-only, as the ledger) and the results of the nightly proof."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("saleor_crm_absorption",)
MESSAGE = "rows of the points ledger cannot be changed or deleted"


def create_statements(vendor: str) -> list[str]:
    """Return the statements that protect the tables, as in 0002, on a database of `vendor`."""
    if vendor == "postgresql":
        return [
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION saleor_crm_refuse_change()"
            for table in TABLES
        ]
    return [
        f"CREATE TRIGGER {table}_no_{action} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in TABLES
        for action in ("update", "delete")
    ]


def drop_statements(vendor: str) -> list[str]:
    """Return the statements that undo `create_statements`."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER {table}_is_append_only ON {table}" for table in TABLES]
    return [
        f"DROP TRIGGER {table}_no_{action}" for table in TABLES for action in ("update", "delete")
    ]


def protect(apps, schema_editor):
    """Create the triggers."""
    for statement in create_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    """Drop the triggers."""
    for statement in drop_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """One append-only table and one of results."""

    dependencies = [
        ('saleor_crm', '0002_ledger_is_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proved_at', models.DateTimeField()),
                ('entries_count', models.BigIntegerField()),
                ('drift_count', models.BigIntegerField()),
                ('findings', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'saleor_crm_ledger_proof',
            },
        ),
        migrations.CreateModel(
            name='Absorption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.BigIntegerField()),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='absorptions', to='saleor_crm.loyaltyentry')),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absorptions', to='saleor_crm.pointlot')),
            ],
            options={
                'db_table': 'saleor_crm_absorption',
                'constraints': [models.CheckConstraint(condition=models.Q(('points', 0), _negated=True), name='crm_absorption_not_zero')],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
