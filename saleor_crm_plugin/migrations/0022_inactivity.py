"""Notes when each shopper last bought or spent, and since when idle points of a program lapse."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max, OuterRef, Q, Subquery


def activity_write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write into each account, and those it absorbed into the one that is left, when entries say that its owner was active."""
    alias = schema_editor.connection.alias
    accounts = apps.get_model("saleor_crm", "LoyaltyAccount").objects.using(alias)
    entries = apps.get_model("saleor_crm", "LoyaltyEntry").objects.using(alias)
    did = Q(kind__in=["earn", "redeem"]) | Q(kind="bonus", order__isnull=False)
    last = entries.filter(did, account=OuterRef("pk")).order_by().values("account")
    accounts.update(active_at=Subquery(last.annotate(at=Max("effective_at")).values("at")))
    absorbed = accounts.filter(merged_into__isnull=False, active_at__isnull=False)
    for survivor_id, active_at in absorbed.values_list("merged_into_id", "active_at").order_by("pk"):
        older = Q(active_at__isnull=True) | Q(active_at__lt=active_at)
        accounts.filter(older, pk=survivor_id).update(active_at=active_at)


class Migration(migrations.Migration):
    dependencies = [
        ("saleor_crm", "0021_bridge_attributes"),
    ]

    operations = [
        migrations.AddField(
            model_name="loyaltyprogram",
            name="idle_periods",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="loyaltyaccount",
            name="active_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="pointlot",
            name="forfeited_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(activity_write, migrations.RunPython.noop),
    ]
