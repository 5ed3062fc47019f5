"""Adds batches of points with their lines."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables."""

    dependencies = [
        ('saleor_crm', '0006_topics'),
    ]

    operations = [
        migrations.CreateModel(
            name='PointsBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('opening', 'Opening'), ('grant', 'Grant')], max_length=8)),
                ('name', models.CharField(max_length=64)),
                ('sha256', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('actor', models.CharField(max_length=128)),
                ('state', models.CharField(choices=[('preview', 'Preview'), ('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('reverting', 'Reverting'), ('reverted', 'Reverted')], default='preview', max_length=10)),
                ('rows_count', models.IntegerField()),
                ('refused_count', models.IntegerField()),
                ('points_total', models.BigIntegerField()),
                ('done_count', models.IntegerField(default=0)),
                ('posted_count', models.IntegerField(default=0)),
                ('posted_points', models.BigIntegerField(default=0)),
                ('reverted_points', models.BigIntegerField(default=0)),
                ('short_points', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('progressed_at', models.DateTimeField()),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='saleor_crm.loyaltyprogram')),
            ],
            options={
                'db_table': 'saleor_crm_points_batch',
            },
        ),
        migrations.CreateModel(
            name='PointsBatchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.IntegerField()),
                ('points', models.BigIntegerField(default=0)),
                ('expires_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('posted', 'Posted'), ('known', 'Known'), ('refused', 'Refused'), ('reverted', 'Reverted')], default='pending', max_length=8)),
                ('code', models.CharField(blank=True, default='', max_length=24)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='saleor_crm.pointsbatch')),
                ('entry', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.loyaltyentry')),
                ('profile', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='saleor_crm.profile')),
            ],
            options={
                'db_table': 'saleor_crm_points_batch_row',
            },
        ),
        migrations.AddIndex(
            model_name='pointsbatch',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'running', 'reverting'])), fields=['id'], name='crm_points_batch_due'),
        ),
        migrations.AddIndex(
            model_name='pointsbatch',
            index=models.Index(fields=['sha256'], name='crm_points_batch_file'),
        ),
        migrations.AddConstraint(
            model_name='pointsbatch',
            constraint=models.CheckConstraint(condition=models.Q(('done_count__gte', 0), ('done_count__lte', models.F('rows_count')), ('refused_count__gte', 0), ('rows_count__gte', 0)), name='crm_points_batch_within'),
        ),
        migrations.AddIndex(
            model_name='pointsbatchrow',
            index=models.Index(fields=['batch', 'state', 'line'], name='crm_points_batch_rows'),
        ),
        migrations.AddConstraint(
            model_name='pointsbatchrow',
            constraint=models.UniqueConstraint(fields=('batch', 'line'), name='crm_points_batch_line_once'),
        ),
        migrations.AddConstraint(
            model_name='pointsbatchrow',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'refused'), models.Q(('points__gt', 0), ('profile__isnull', False)), _connector='OR'), name='crm_points_batch_row_whole'),
        ),
    ]
