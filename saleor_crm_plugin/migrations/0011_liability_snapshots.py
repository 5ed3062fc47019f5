"""Adds what the points of a program cost at instants."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One table."""

    dependencies = [
        ('saleor_crm', '0010_clicks'),
    ]

    operations = [
        migrations.CreateModel(
            name='LiabilitySnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of_at', models.DateTimeField()),
                ('outstanding_points', models.BigIntegerField()),
                ('pending_points', models.BigIntegerField()),
                ('debt_points', models.BigIntegerField()),
                ('steps', models.JSONField(default=list)),
                ('revenue', models.JSONField(default=list)),
                ('taken_at', models.DateTimeField()),
                ('program', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='liabilities', to='saleor_crm.loyaltyprogram')),
            ],
            options={
                'db_table': 'saleor_crm_liability_snapshot',
                'constraints': [models.UniqueConstraint(fields=('program', 'as_of_at'), name='crm_liability_once')],
            },
        ),
    ]
