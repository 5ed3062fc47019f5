"""`crm_uninstall --drop-tables`: what goes, what stays, and that Saleor and a new installation work afterwards."""

import pytest
from bridge_side import run
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from saleor.account.models import User
from saleor.order.models import Order
from saleor.permission.models import Permission
from saleor.plugins.models import PluginConfiguration

pytestmark = pytest.mark.saleor


def tables():
    return {name for name in connection.introspection.table_names() if "django_migr" not in name}


def rows(names):
    """Return how many rows each table has."""
    with connection.cursor() as cursor:
        counts = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            counts[name] = cursor.fetchone()[0]
    return counts


def triggers_fired():
    """Let what waits for the end of the transaction happen: a table with waiting triggers cannot be dropped."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_only_ours_is_gone_saleor_sells_and_it_can_be_installed_again(
    shop, crm, ann, settings, capsys
):
    # given: orders and points, values at a customer, and beat's rows
    shop.buy(shop.anyone, email="guest@example.com")
    crm.sweep()
    crm.drain()
    run()
    every = IntervalSchedule.objects.create(every=5, period="seconds")
    for name in ("saleor-crm-process_inbox", "delete-expired-orders"):
        PeriodicTask.objects.create(name=name, task="a.task", interval=every)
    ours = {name for name in tables() if name.startswith("saleor_crm_")}
    theirs = tables() - ours
    before = rows(theirs)
    of_ours = ContentType.objects.filter(app_label="saleor_crm")
    types = of_ours.count()
    rights = Permission.objects.filter(content_type__app_label="saleor_crm").count()
    triggers_fired()

    # when
    call_command("crm_uninstall", drop_tables=True)
    told = capsys.readouterr().out.splitlines()
    call_command("crm_uninstall")

    # then
    after = rows(theirs)
    lost = {name: before[name] - after[name] for name in theirs if before[name] != after[name]}
    assert told[:3] == [
        "1 periodic tasks and 1 configurations deleted",
        "the bridge's values taken back from 1 customers",
        "the CRM's tables are dropped",
    ]
    assert (len(ours) > 60, tables()) == (True, theirs)
    assert lost == {
        "django_celery_beat_periodictask": 1,
        "django_content_type": types,
        "permission_permission": rights,
        "plugins_pluginconfiguration": 1,
    }
    assert User.objects.get(pk=ann.pk).metadata == {"shoe": "38"}
    assert list(PeriodicTask.objects.values_list("name", flat=True)) == ["delete-expired-orders"]

    # and when the package is gone, too
    settings.PLUGINS = []
    order, _, _ = shop.buy(shop.anyone, email="other@example.com")
    shop.customer_delete(ann)

    # then
    assert Order.objects.filter(pk=order.pk).exists()
    assert User.objects.filter(pk=ann.pk).exists() is False

    # and when it is installed again
    triggers_fired()
    call_command("migrate", "saleor_crm", verbosity=0, skip_checks=True)
    settings.PLUGINS = ["saleor_crm_plugin.hosts.saleor.plugin.CrmPlugin"]
    PluginConfiguration.objects.create(
        identifier="saleor.crm", name="Saleor CRM", active=True, configuration=[]
    )
    crm.sweep()
    crm.drain()

    # then
    assert tables() == theirs | ours
    assert crm.order(order).total_gross_minor > 0
    assert of_ours.count() == types
