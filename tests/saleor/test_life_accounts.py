"""What shoppers do with their own accounts in a real Saleor, and what the CRM then knows."""

import pytest
from saleor.graphql.tests.fixtures import ApiClient

from saleor_crm_plugin.facts import CustomerErased, Kind
from saleor_crm_plugin.hosts.saleor.names import reference
from saleor_crm_plugin.profiles.models import Profile

pytestmark = pytest.mark.saleor


def test_a_shoppers_own_new_e_mail_reaches_the_profile(shop, crm, customer_user, monkeypatch):
    # given
    shop.buy(ApiClient(user=customer_user))
    crm.drain()
    before = crm.profile_of(customer_user.pk)

    # when
    shop.change_own_email(customer_user, "ann.new@example.com", monkeypatch)
    crm.drain()

    # then
    after = crm.profile_of(customer_user.pk)
    assert (after.pk, after.email, after.orders.count()) == (before.pk, "ann.new@example.com", 1)


def test_guest_orders_of_the_new_e_mail_come_to_who_proves_it(
    shop, crm, customer_user, api_client, monkeypatch
):
    # given
    order, _, _ = shop.buy(api_client, email="ann.new@example.com")
    crm.drain()

    # when
    shop.change_own_email(customer_user, "ann.new@example.com", monkeypatch)
    crm.drain()

    # then
    assert crm.order(order).profile_id == crm.profile_of(customer_user.pk).pk


def test_who_deletes_the_own_account_is_erased_and_the_sales_stay(
    shop, crm, customer_user, monkeypatch
):
    # given
    order, _, total = shop.buy(ApiClient(user=customer_user))
    crm.drain()
    profile, key = crm.profile_of(customer_user.pk), customer_user.pk

    # when
    shop.delete_own_account(customer_user, monkeypatch)
    touched = crm.waiting()
    crm.drain()

    # then
    profile.refresh_from_db()
    copy = crm.order(order)
    assert touched == [("customer", str(key))]
    assert (profile.state, profile.email, profile.first_name) == ("erased", "", "")
    assert (copy.total_gross_minor, copy.charged_minor) == (round(total * 100),) * 2


def test_customers_deleted_in_bulk_are_all_erased(shop, crm, customer_user, customer_user2):
    # given
    crm.sweep()
    crm.drain()
    profiles = [crm.profile_of(user.pk) for user in (customer_user, customer_user2)]

    # when
    shop.customers_delete([customer_user, customer_user2])
    crm.drain()

    # then
    for profile in profiles:
        profile.refresh_from_db()
    assert [(one.state, one.email) for one in profiles] == [("erased", "")] * 2


def test_an_erased_shopper_stays_erased_when_old_hooks_and_sweeps_come_late(
    shop, crm, customer_user
):
    from saleor.plugins.manager import get_plugins_manager

    # given
    order, _, _ = shop.buy(ApiClient(user=customer_user))
    crm.drain()
    profile, key = crm.profile_of(customer_user.pk), customer_user.pk
    shop.customer_delete(customer_user)
    crm.drain()
    order.refresh_from_db()

    # when
    customer_user.pk = key
    manager = get_plugins_manager(allow_replica=False)
    manager.customer_updated(customer_user)
    manager.order_updated(order)
    crm.drain()
    order.save(update_fields=["updated_at"])
    crm.sweep()
    crm.drain()

    # then: Saleor keeps the address on the order, we do not
    profile.refresh_from_db()
    assert order.user_email == "test@example.com"
    assert (profile.state, profile.email) == ("erased", "")
    assert crm.order(order).profile_id == profile.pk
    assert Profile.objects.filter(email="test@example.com").exists() is False
    assert crm.facts(reference(Kind.CUSTOMER, key)) == [None]


def test_own_addresses_come_change_and_go(shop, crm):
    # given
    user = shop.customer_create("eve@example.com")
    first = shop.own_address_create(user, city="Oakland", postalCode="94607")
    crm.drain()
    created = [one.city for one in crm.profile_of(user.pk).addresses.all()]

    # when
    shop.own_address_update(user, first, city="Berkeley", postalCode="94704")
    crm.drain()
    changed = [one.city for one in crm.profile_of(user.pk).addresses.all()]
    shop.own_address_delete(user, first)
    crm.sweep()
    crm.drain()

    # then
    assert (created, changed) == (["OAKLAND"], ["BERKELEY"])
    assert list(crm.profile_of(user.pk).addresses.all()) == []


def test_what_happened_while_the_plugin_was_off_is_found_by_one_sweep(
    shop, crm, plugin, customer_user, customer_user2, api_client, monkeypatch
):
    # given
    gone = customer_user2.pk
    crm.sweep()
    crm.drain()
    profile, leaver = crm.profile_of(customer_user.pk), crm.profile_of(gone)
    plugin.active = False
    plugin.save()

    # when: a week without us
    newcomer = shop.register("newcomer@example.com")
    shop.confirm(newcomer)
    guest_order, _, _ = shop.buy(api_client, email="ann.new@example.com")
    shop.change_own_email(customer_user, "ann.new@example.com", monkeypatch)
    bought, transaction_id, total = shop.buy(ApiClient(user=customer_user))
    shop.refund(transaction_id, 5, "refund-1")
    canceled, _, _ = shop.buy(ApiClient(user=newcomer), quantity=1)
    shop.cancel(canceled)
    shop.delete_own_account(customer_user2, monkeypatch)
    heard = crm.waiting()
    plugin.active = True
    plugin.save()
    swept = crm.sweep()
    crm.drain()
    again = crm.sweep()

    # then
    profile.refresh_from_db()
    leaver.refresh_from_db()
    assert heard == []
    assert (swept["order"].facts_repaired, again["order"].facts_repaired) == (3, 0)
    assert (profile.email, profile.orders.count()) == ("ann.new@example.com", 2)
    assert crm.order(guest_order).profile_id == profile.pk
    assert crm.order(bought).revenue_minor == round(total * 100) - 500
    assert crm.order(canceled).exclusion == "canceled"
    assert crm.profile_of(newcomer.pk).email_is_verified is True
    assert leaver.state == "erased"


def test_a_deleted_account_is_told_as_an_erasure(shop, crm, customer_user):
    # given
    crm.sweep()
    crm.drain()
    key = customer_user.pk

    # when
    shop.customer_delete(customer_user)
    told = [fact for fact in _changed(crm) if isinstance(fact, CustomerErased)]

    # then
    assert [fact.reference for fact in told] == [reference(Kind.CUSTOMER, key)]


def _changed(crm):
    from datetime import timedelta

    from django.utils import timezone

    from saleor_crm_plugin.ingest.services.sources import snapshot_source

    return list(snapshot_source().changed(Kind.CUSTOMER, timezone.now() - timedelta(hours=1)))
