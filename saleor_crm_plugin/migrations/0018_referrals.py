"""Adds referrals, and to orders the code they came by and hashes to compare."""

import django.db.models.deletion
import saleor_crm_plugin.loyalty.rules.referrals
from django.db import migrations, models

TABLES = ("saleor_crm_referral_revision",)
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
    """Terms are append-only; what became of a referral is worked out anew."""

    dependencies = [
        ('saleor_crm', '0017_bridge'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='marks',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='order',
            name='referral_code',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.CreateModel(
            name='ReferralCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referral_codes', to='saleor_crm.profile')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.loyaltyprogram')),
            ],
            options={
                'db_table': 'saleor_crm_referral_code',
            },
        ),
        migrations.CreateModel(
            name='ReferralRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('config', models.JSONField()),
                ('valid_from', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referral_revisions', to='saleor_crm.loyaltyprogram')),
            ],
            options={
                'db_table': 'saleor_crm_referral_revision',
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('claimed', 'claimed'), ('pending', 'pending'), ('review', 'review'), ('rewarded', 'rewarded'), ('rejected', 'rejected'), ('cancelled', 'cancelled'), ('expired', 'expired'), ('reversed', 'reversed')], default=saleor_crm_plugin.loyalty.rules.referrals.ReferralState['CLAIMED'], max_length=16)),
                ('reason', models.CharField(blank=True, default='', max_length=32)),
                ('qualified_at', models.DateTimeField(null=True)),
                ('staff_approved', models.BooleanField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, default='', max_length=128)),
                ('decision_reason', models.CharField(blank=True, default='', max_length=200)),
                ('advocate_points', models.BigIntegerField(default=0)),
                ('friend_points', models.BigIntegerField(default=0)),
                ('moves_count', models.IntegerField(default=0)),
                ('is_superseded', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(null=True)),
                ('advocate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals_made', to='saleor_crm.profile')),
                ('friend', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals_taken', to='saleor_crm.profile')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.order')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.loyaltyprogram')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='saleor_crm.referralcode')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.referralrevision')),
            ],
            options={
                'db_table': 'saleor_crm_referral',
            },
        ),
        migrations.CreateModel(
            name='FraudSignal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('self_email', 'self_email'), ('same_card', 'same_card'), ('not_new', 'not_new'), ('same_address', 'same_address'), ('same_ip', 'same_ip'), ('volume', 'volume')], max_length=16)),
                ('seen_at', models.DateTimeField()),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='saleor_crm.referral')),
            ],
            options={
                'db_table': 'saleor_crm_fraud_signal',
                'constraints': [models.UniqueConstraint(fields=('referral', 'kind'), name='crm_fraud_signal_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='referralrevision',
            constraint=models.UniqueConstraint(fields=('program', 'number'), name='crm_referral_revision_once'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at', 'id'], name='crm_referral_due'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['state', '-claimed_at', '-id'], name='crm_referral_state'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(condition=models.Q(('is_superseded', False)), fields=('program', 'friend'), name='crm_referral_friend_once'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('advocate_points__gte', 0), ('friend_points__gte', 0)), name='crm_referral_points_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state', saleor_crm_plugin.loyalty.rules.referrals.ReferralState['REWARDED']), models.Q(('advocate_points', 0), ('friend_points', 0)), _connector='OR'), name='crm_referral_points_rewarded'),
        ),
        migrations.CreateModel(
            name='ReferralTouch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('touched_at', models.DateTimeField()),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='saleor_crm.profile')),
            ],
            options={
                'db_table': 'saleor_crm_referral_touch',
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
