"""The bridge: the same values in the attributes that customers have in Saleor 3.23 and later."""

import pytest
from bridge_side import give, run
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from saleor.account.models import User
from saleor.attribute.models import Attribute, AttributeValue
from saleor.core.db.connection import allow_writer
from saleor.graphql.tests.fixtures import ApiClient
from shop_side import gid

from saleor_crm_plugin.hosts.saleor.customer_attributes import attribute_problems, attributes_exist
from saleor_crm_plugin.hosts.saleor.models import BridgeMark, BridgeState
from saleor_crm_plugin.loyalty.rules.tier_policy import TierConfig, TierRule
from saleor_crm_plugin.loyalty.services import tiers_revise
from saleor_crm_plugin.segments.services import rfm_recompute

TIERS = (
    TierRule(slug="plain", name="Plain", threshold=0),
    TierRule(slug="gold", name="Gold Club", threshold=10**6),
)
pytestmark = pytest.mark.saleor
new_saleor = pytest.mark.skipif(
    not attributes_exist(), reason="customers have no attributes before 3.23"
)
old_saleor = pytest.mark.skipif(attributes_exist(), reason="customers have attributes since 3.23")

UPDATE = """
mutation($items: [ConfigurationItemInput!]) {
  pluginUpdate(id: "saleor.crm", input: {active: true, configuration: $items}) {
    errors { field message }
  }
}"""
READ = """
query($id: ID!) { user(id: $id) { assignedAttributes(limit: 100) {
  attribute { slug }
  ... on AssignedNumericAttribute { number: value }
  ... on AssignedSingleChoiceAttribute { choice: value { slug name } }
} } }"""
OWN = """
{ me { assignedAttributes(limit: 100) {
  attribute { slug }
  ... on AssignedNumericAttribute { number: value }
} } }"""
WHO = """
query($where: CustomerWhereInput!) { customers(first: 10, where: $where) {
  edges { node { email } } } }"""


@pytest.fixture
def save(shop):
    """Save the form as staff do; whatever it refuses is returned."""

    def call(**fields):
        items = [{"name": name, "value": value} for name, value in fields.items()]
        answer = shop.staff.post_graphql(UPDATE, {"items": items}).json()
        return answer["data"]["pluginUpdate"]["errors"]

    return call


@pytest.fixture
def bea(ann, save):
    """Ann, after somebody has switched the attributes on."""
    assert save(bridge_is_on="true", bridge_fills_attributes="true") == []
    return ann


def shown(shop, user):
    """Return what staff see at a customer: the number, or slug and name of the choice."""
    answer = shop.staff.post_graphql(READ, {"id": gid("User", user.pk)}).json()
    return told(answer["data"]["user"])


def told(account):
    rows = {row["attribute"]["slug"]: row for row in account["assignedAttributes"]}
    return {
        slug: row["number"] if "number" in row else tuple(row["choice"].values())
        for slug, row in rows.items()
        if row.get("number") is not None or row.get("choice")
    }


def found_by(shop, slug, value):
    where = {"attributes": [{"slug": slug, "value": value}]}
    answer = shop.staff.post_graphql(WHO, {"where": where}).json()
    return [edge["node"]["email"] for edge in answer["data"]["customers"]["edges"]]


@old_saleor
def test_an_older_saleor_is_left_as_it_is_and_says_so(shop, ann, save, capsys):
    # when
    refused = save(bridge_is_on="true", bridge_fills_attributes="true")
    written = [run().written, run().written]
    with pytest.raises(SystemExit):
        call_command("crm_doctor", wait=0)
    call_command("check")

    # then
    ann.refresh_from_db()
    words = "this Saleor has no customer attributes, 3.23 and later have: none is written"
    told_by = capsys.readouterr()
    assert (refused, written) == ([], [1, 0])
    assert ann.metadata == {"shoe": "38", "crm.points": "50"}
    assert Attribute.objects.filter(slug__startswith="crm-").exists() is False
    assert BridgeState.objects.get().fills_attributes is False
    assert words in told_by.out
    assert f"The bridge cannot fill a customer attribute: {words}." in told_by.err


@new_saleor
def test_it_is_off_at_first(shop, ann):
    run()
    assert shown(shop, ann) == {}
    assert Attribute.objects.filter(slug__startswith="crm-").exists() is False


@new_saleor
def test_switched_on_the_attributes_are_made_for_every_customer_type(shop, ann, save):
    # given
    from saleor.account.models import CustomerType

    CustomerType.objects.create(name="B2B", slug="b2b")

    # when
    errors = save(bridge_is_on="true", bridge_fills_attributes="true")
    again = save(shop_name="Tea")

    # then
    rows = Attribute.objects.filter(external_reference__startswith="crm.").order_by("slug")
    assert (errors, again) == ([], [])
    assert list(
        rows.values_list(
            "slug", "external_reference", "type", "input_type", "visible_in_storefront"
        )
    ) == [
        ("crm-group", "crm.group", "customer-type", "dropdown", True),
        ("crm-points", "crm.points", "customer-type", "numeric", True),
        ("crm-tier", "crm.tier", "customer-type", "dropdown", True),
    ]
    types = CustomerType.objects.count()
    assert [row.customer_types.count() for row in rows] == [types, types, types]
    assert attribute_problems() == []


@new_saleor
def test_private_values_are_made_invisible_in_storefronts(ann, save):
    save(bridge_is_on="true", bridge_is_private="true", bridge_fills_attributes="true")
    rows = Attribute.objects.filter(external_reference__startswith="crm.")
    assert set(rows.values_list("visible_in_storefront", flat=True)) == {False}


@new_saleor
def test_the_switch_alone_makes_nothing_while_the_bridge_is_off(ann, save):
    save(bridge_is_on="false", bridge_fills_attributes="true")
    assert Attribute.objects.filter(slug__startswith="crm-").exists() is False


@new_saleor
def test_points_group_and_tier_stand_at_the_customer_and_can_be_asked_for(shop, crm, bea):
    # given
    shop.buy(ApiClient(user=bea))
    crm.sweep()
    crm.drain()
    with allow_writer():
        rfm_recompute(at=timezone.now())
        tiers_revise(program_slug="points", config=TierConfig(), tiers=TIERS, at=timezone.now())

    # when
    first, again = run(), run()

    # then
    metadata = User.objects.get(pk=bea.pk).metadata
    group = metadata["crm.group"]
    assert (first.written, again.written) == (1, 0)
    assert shown(shop, bea) == {
        "crm-points": float(metadata["crm.points"]),
        "crm-group": (group, group.replace("_", " ").capitalize()),
        "crm-tier": ("plain", "Plain"),
    }
    number = float(metadata["crm.points"])
    mail = ["ann@example.com"]
    assert found_by(shop, "crm-group", {"slug": {"eq": group}}) == mail
    assert found_by(shop, "crm-tier", {"slug": {"oneOf": ["plain", "gold"]}}) == mail
    assert found_by(shop, "crm-points", {"numeric": {"range": {"gte": number}}}) == mail
    assert found_by(shop, "crm-points", {"numeric": {"range": {"gte": number + 1}}}) == []


@new_saleor
def test_a_movement_changes_one_row_in_place(shop, crm, bea):
    # given
    run()
    before = AttributeValue.objects.get(attribute__external_reference="crm.points")

    # when
    give(crm.profile_of(bea.pk), -20, "taken")
    run()

    # then
    after = AttributeValue.objects.get(attribute__external_reference="crm.points")
    assert (before.pk, before.name, before.numeric) == (after.pk, "50", 50.0)
    assert (after.name, after.numeric) == ("30", 30.0)
    assert shown(shop, bea) == {"crm-points": 30.0}


@new_saleor
def test_a_shopper_reads_his_own_and_cannot_write_it(shop, bea):
    # given
    run()
    client = ApiClient(user=bea)

    # when
    forged = """mutation { accountUpdate(input: {attributes: []}) { errors { message } } }"""
    answer = client.post_graphql(forged).json()

    # then
    assert "attributes" in answer["errors"][0]["message"]
    assert told(client.post_graphql(OWN).json()["data"]["me"]) == {"crm-points": 50.0}


@new_saleor
def test_writing_is_no_news_for_hooks_and_sweep(crm, bea):
    # given
    crm.sweep()
    crm.drain()
    before = User.objects.get(pk=bea.pk).updated_at

    # when
    assert run().written == 1

    # then
    assert (crm.waiting(), User.objects.get(pk=bea.pk).updated_at) == ([], before)
    crm.sweep()
    crm.drain()
    assert run().written == 0


@new_saleor
def test_what_staff_make_of_it_is_put_right_and_their_own_attributes_stay(shop, bea):
    # given
    from saleor.account.models import CustomerType

    own = Attribute.objects.create(
        slug="shoe", name="Shoe", type="customer-type", input_type="numeric"
    )
    own.customer_types.add(*CustomerType.objects.all())
    run()
    points = Attribute.objects.get(external_reference="crm.points")
    values = [
        {"id": gid("Attribute", points.pk), "numeric": "7"},
        {"id": gid("Attribute", own.pk), "numeric": "38"},
    ]
    shop.customer_update(bea, attributes=values)
    assert shown(shop, bea) == {"crm-points": 7.0, "shoe": 38.0}

    # when
    BridgeMark.objects.update(identifier_id=2**40)
    run()

    # then
    assert shown(shop, bea) == {"crm-points": 50.0, "shoe": 38.0}
    assert AttributeValue.objects.filter(attribute=points).count() == 1


@new_saleor
def test_a_second_value_is_taken_off(shop, bea):
    # given
    from saleor.attribute.models import AssignedUserAttributeValue

    run()
    points = Attribute.objects.get(external_reference="crm.points")
    other = AttributeValue.objects.create(attribute=points, slug="other", name="9", numeric=9)
    AssignedUserAttributeValue.objects.create(user=bea, value=other)

    # when
    assert [run().written, run().written] == [1, 0]

    # then
    assert list(AttributeValue.objects.filter(attribute=points).values_list("name")) == [("50",)]


@new_saleor
def test_an_attribute_of_the_merchant_with_the_slug_is_not_taken(ann, save):
    # given
    Attribute.objects.create(
        slug="crm-tier", name="Mine", type="customer-type", input_type="dropdown"
    )

    # when
    errors = save(bridge_is_on="true", bridge_fills_attributes="true")

    # then
    assert errors == [
        {
            "field": "bridgeFillsAttributes",
            "message": "Attributes of yours have the slugs crm-tier: give them others first.",
        }
    ]
    assert Attribute.objects.filter(external_reference__startswith="crm.").exists() is False


@new_saleor
def test_a_renamed_attribute_is_followed(shop, bea):
    # given
    Attribute.objects.filter(external_reference="crm.points").update(slug="bonus", name="Bonus")

    # when
    run()

    # then
    assert (shown(shop, bea), attribute_problems()) == ({"bonus": 50.0}, [])


@new_saleor
def test_what_was_deleted_or_is_of_another_kind_is_left_alone_and_named(shop, bea, save, capsys):
    # given
    Attribute.objects.filter(external_reference="crm.tier").delete()
    Attribute.objects.filter(external_reference="crm.group").update(input_type="plain-text")
    Attribute.objects.get(external_reference="crm.points").customer_types.clear()

    # when
    written = [run().written, run().written]
    with pytest.raises(SystemExit):
        call_command("crm_doctor", wait=0)
    call_command("check")

    # then
    problems = [
        "no attribute has the external reference crm.tier: switch the field off and on to make it",
        "the attribute crm-group is plain-text of customer-type, not dropdown: it is left alone",
        "the attribute crm-points is assigned to no customer type, so that nobody sees it",
    ]
    told_by = capsys.readouterr()
    assert (written, attribute_problems()) == ([1, 0], problems)
    assert "; ".join(problems) in told_by.out
    assert told_by.err.count("saleor_crm.W015") == 3
    assert save(shop_name="Tea") == []
    assert Attribute.objects.filter(external_reference="crm.tier").exists() is False

    # and when
    save(bridge_fills_attributes="false")
    save(bridge_fills_attributes="true")

    # then
    assert Attribute.objects.get(external_reference="crm.tier").slug == "crm-tier"


@new_saleor
def test_a_deleted_choice_is_made_again(shop, crm, bea):
    # given
    with allow_writer():
        tiers_revise(program_slug="points", config=TierConfig(), tiers=TIERS, at=timezone.now())
    run()
    AttributeValue.objects.filter(attribute__external_reference="crm.tier").delete()
    assert "crm-tier" not in shown(shop, bea)

    # when
    BridgeMark.objects.update(identifier_id=2**40)
    run()

    # then
    assert shown(shop, bea)["crm-tier"] == ("plain", "Plain")


@new_saleor
def test_a_database_that_refuses_stops_the_attributes_only(shop, bea, caplog):
    # given: a constraint that no row of ours can meet
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE attribute_attributevalue ADD CONSTRAINT none_of_ours "
            "CHECK (slug NOT LIKE 'user-%') NOT VALID"
        )

    # when
    refused = run()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE attribute_attributevalue DROP CONSTRAINT none_of_ours")
    BridgeMark.objects.update(identifier_id=2**40)
    later = run()

    # then
    assert (refused.written, later.written) == (1, 1)
    assert "the customer attributes could not be written; the next run will" in caplog.text
    assert shown(shop, bea) == {"crm-points": 50.0}


@new_saleor
def test_switched_off_the_values_go_and_the_attributes_stay(shop, bea, save):
    # given
    run()

    # when
    save(bridge_fills_attributes="false")
    run()

    # then
    bea.refresh_from_db()
    assert (shown(shop, bea), bea.metadata["crm.points"]) == ({}, "50")
    assert AttributeValue.objects.filter(attribute__external_reference="crm.points").count() == 0
    assert Attribute.objects.filter(external_reference__startswith="crm.").count() == 3
    assert BridgeState.objects.get().fills_attributes is False


@new_saleor
def test_the_bridge_switched_off_takes_all_of_them_back(shop, bea, save):
    run()
    save(bridge_is_on="false")
    assert [run().written, run().written] == [1, 0]
    bea.refresh_from_db()
    assert (shown(shop, bea), bea.metadata) == ({}, {"shoe": "38"})


@new_saleor
def test_a_deleted_customer_takes_his_points_along(crm, bea):
    run()
    User.objects.filter(pk=bea.pk).delete()
    assert run().written == 0


@new_saleor
def test_many_customers_cost_as_many_statements_as_one(shop, crm, bea):
    # given
    people = [bea, *(shop.register(f"p{number}@example.com") for number in range(3))]
    crm.drain()
    run()
    points = Attribute.objects.get(external_reference="crm.points")
    counts = []

    # when
    for some in (people[:1], people):
        slugs = [f"user-{one.pk}_{points.pk}" for one in some]
        AttributeValue.objects.filter(slug__in=slugs).update(name="1", numeric=1)
        with CaptureQueriesContext(connection) as queries:
            assert run().written == len(some)
        counts.append(len(queries))

    # then
    assert counts[0] == counts[1]
