"""Adds tiers (append-only, as the program's rates) and the tier of each profile over time."""

import django.db.models.deletion
from django.db import migrations, models


TABLES = ("saleor_crm_tier_revision", "saleor_crm_tier")
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
    """Revisions and their tiers are append-only; memberships are worked out anew."""

    dependencies = [
        ('saleor_crm', '0003_ledger_proofs'),
    ]

    operations = [
        migrations.CreateModel(
            name='TierRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('config', models.JSONField()),
                ('valid_from', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tier_revisions', to='saleor_crm.loyaltyprogram')),
            ],
            options={
                'db_table': 'saleor_crm_tier_revision',
            },
        ),
        migrations.CreateModel(
            name='Tier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=64)),
                ('name', models.CharField(max_length=120)),
                ('rank', models.SmallIntegerField()),
                ('threshold', models.BigIntegerField()),
                ('earn_percent', models.IntegerField(default=100)),
                ('benefits', models.TextField(blank=True, default='')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tiers', to='saleor_crm.tierrevision')),
            ],
            options={
                'db_table': 'saleor_crm_tier',
            },
        ),
        migrations.CreateModel(
            name='TierStanding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evaluated_at', models.DateTimeField()),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tier_standings', to='saleor_crm.profile')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.loyaltyprogram')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.tierrevision')),
            ],
            options={
                'db_table': 'saleor_crm_tier_standing',
            },
        ),
        migrations.CreateModel(
            name='TierMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=64)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(max_length=16)),
                ('is_told', models.BooleanField(default=False)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tier_memberships', to='saleor_crm.profile')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.loyaltyprogram')),
            ],
            options={
                'db_table': 'saleor_crm_tier_membership',
                'indexes': [models.Index(condition=models.Q(('is_told', False)), fields=['from_at', 'id'], name='crm_tier_membership_untold'), models.Index(fields=['program', 'slug', 'from_at'], name='crm_tier_membership_slug')],
                'constraints': [models.UniqueConstraint(fields=('program', 'profile', 'from_at'), name='crm_tier_membership_once'), models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('program', 'profile'), name='crm_tier_membership_last_once'), models.CheckConstraint(condition=models.Q(('until_at__isnull', True), ('until_at__gt', models.F('from_at')), _connector='OR'), name='crm_tier_membership_lasts')],
            },
        ),
        migrations.AddConstraint(
            model_name='tierrevision',
            constraint=models.UniqueConstraint(fields=('program', 'number'), name='crm_tier_revision_number_once'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(fields=('revision', 'slug'), name='crm_tier_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(fields=('revision', 'rank'), name='crm_tier_rank_once'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(fields=('revision', 'threshold'), name='crm_tier_threshold_once'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.CheckConstraint(condition=models.Q(('earn_percent__gte', 0), ('rank__gte', 0), ('threshold__gte', 0)), name='crm_tier_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='tierstanding',
            constraint=models.UniqueConstraint(fields=('program', 'profile'), name='crm_tier_standing_once'),
        ),
        migrations.RunPython(protect, unprotect),
    ]
