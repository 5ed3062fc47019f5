"""Adds requests for large adjustments and the decisions about them, both append-only."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("saleor_crm_points_request", "saleor_crm_points_decision")
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
    """Two append-only tables."""

    dependencies = [
        ('saleor_crm', '0013_delivery_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='PointsRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.BigIntegerField()),
                ('cause', models.CharField(max_length=128)),
                ('reason', models.CharField(max_length=200)),
                ('requested_by', models.CharField(max_length=128)),
                ('requested_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points_requests', to='saleor_crm.profile')),
            ],
            options={
                'db_table': 'saleor_crm_points_request',
            },
        ),
        migrations.CreateModel(
            name='PointsDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_approved', models.BooleanField()),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('decided_by', models.CharField(max_length=128)),
                ('decided_at', models.DateTimeField()),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='saleor_crm.loyaltyentry')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='saleor_crm.pointsrequest')),
            ],
            options={
                'db_table': 'saleor_crm_points_decision',
            },
        ),
        migrations.AddConstraint(
            model_name='pointsrequest',
            constraint=models.UniqueConstraint(fields=('profile', 'cause'), name='crm_points_request_once'),
        ),
        migrations.AddConstraint(
            model_name='pointsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('points', 0), _negated=True), name='crm_points_request_moves'),
        ),
        migrations.AddConstraint(
            model_name='pointsdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('is_approved', True)), models.Q(('entry__isnull', True), ('is_approved', False)), _connector='OR'), name='crm_points_decision_posts'),
        ),
        migrations.RunPython(protect, unprotect),
    ]
