"""What the tables of profiles hold after facts, edits and merges."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.facts import (
    Address,
    Birthday,
    ConsentStatement,
    CustomerErased,
    Kind,
    OrderStatus,
    Reference,
)
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.orders.models import Order, PurchaseTotals
from saleor_crm_plugin.profiles.models import (
    Consent,
    ConsentStatus,
    Identifier,
    MergeRecord,
    Profile,
    ProfileAddress,
    ProfileTag,
    TimelineEvent,
)
from saleor_crm_plugin.profiles.queries.cards import live_profile_id
from saleor_crm_plugin.profiles.services.edits import ProfileEdit, profile_update
from tests.domain.test_facts_apply import tell
from tests.factories import HOST, NOON, make_customer, make_order, make_profile

pytestmark = pytest.mark.django_db

KAOHSIUNG = Address(city="Kaohsiung", country_code="tw", postal_code="800", phone="0912345678")


def test_an_account_fills_the_basic_data() -> None:
    tell(
        make_customer(
            "1",
            first_name="小美",
            last_name="林",
            phone="0912345678",
            language_code="zh-hant",
            birthday=Birthday(month=8, day=15, is_lunar=True),
            default_shipping_address=KAOHSIUNG,
            tags=("VIP", "vip ", "開架"),
        )
    )

    profile = Profile.objects.get()
    assert (profile.first_name, profile.last_name, profile.phone) == ("小美", "林", "+886912345678")
    assert (profile.birth_year, profile.birth_month, profile.birth_day) == (None, 8, 15)
    assert profile.birth_is_lunar is True
    assert (profile.country_code, profile.city) == ("TW", "Kaohsiung")
    assert ProfileAddress.objects.get().kind == "shipping"
    assert sorted(ProfileTag.objects.values_list("value", flat=True)) == ["vip", "開架"]
    assert profile.search_text == "小美 林 shopper1@example.com +886912345678"


def test_what_the_account_no_longer_says_is_gone() -> None:
    tell(make_customer("1", phone="+886912345678", default_billing_address=KAOHSIUNG))
    tell(make_customer("1", minutes=1))
    profile = Profile.objects.get()
    assert (profile.phone, profile.city) == ("", "")
    assert ProfileAddress.objects.exists() is False


def test_a_guest_order_completes_an_account_and_replaces_nothing() -> None:
    tell(make_customer("1", first_name="Ann"))
    tell(make_order("1", first_name="Anna", last_name="Smith", minutes=9))
    profile = Profile.objects.get()
    assert (profile.first_name, profile.last_name) == ("Ann", "Smith")


def test_an_edited_column_is_the_merchants_until_it_is_cleared() -> None:
    # given
    tell(make_customer("1", first_name="Ann"))
    profile = Profile.objects.get()

    # when
    edit = ProfileEdit(values={"first_name": "Anna"}, tags_added=["vip"])
    profile_update(profile_id=profile.pk, edit=edit, actor="staff:1", at=NOON)
    tell(make_customer("1", minutes=1, first_name="Annette"))

    # then
    profile.refresh_from_db()
    assert (profile.first_name, profile.edited_fields) == ("Anna", ["first_name"])
    assert "anna" in profile.search_text
    event = TimelineEvent.objects.get(type="profile_updated")
    assert event.details == {"fields": ["first_name"], "actor": "staff:1"}
    profile_update(
        profile_id=profile.pk,
        edit=ProfileEdit(values={"first_name": ""}, tags_removed=["VIP"]),
        actor="staff:1",
        at=NOON + timedelta(minutes=1),
    )
    tell(make_customer("1", minutes=2, first_name="Annette"))
    profile.refresh_from_db()
    assert profile.first_name == "Annette"
    assert ProfileTag.objects.exists() is False


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("email", "nobody", "this is not a valid e-mail address"),
        ("phone", "0912345678", "a phone number is given in E.164 form, such as +886912345678"),
        ("time_zone", "Mars", "'Mars' is not an IANA time zone"),
        ("birth_month", 13, "a birthday's month is 1 to 12, got 13"),
        ("birth_year", 1, "a year of birth is 1900 to 2100, got 1"),
        ("country_code", "TWN", "country_code holds at most 2 characters, got 3"),
    ],
)
def test_a_refused_edit_writes_nothing(name, value, message) -> None:
    profile = make_profile_row()
    edit = ProfileEdit(values={"city": "Taipei", name: value}, tags_added=["vip"])

    with pytest.raises(Invalid, match=message.replace("+", r"\+")):
        profile_update(profile_id=profile.pk, edit=edit, actor="staff:1", at=NOON)

    profile.refresh_from_db()
    assert profile.city == ""
    assert ProfileTag.objects.exists() is False
    assert TimelineEvent.objects.exists() is False


def make_profile_row() -> Profile:
    tell(make_customer("1", is_registered=False, registered_at=None))
    return Profile.objects.get()


def test_an_unknown_profile_cannot_be_edited() -> None:
    with pytest.raises(NotFound):
        profile_update(profile_id=404, edit=ProfileEdit(values={}), actor="x", at=NOON)


def _consent(is_granted: bool, minutes: int) -> ConsentStatement:
    return ConsentStatement(
        channel="email",
        is_granted=is_granted,
        stated_at=NOON + timedelta(minutes=minutes),
        source="shopper",
    )


def test_a_merge_joins_everything_once_and_keeps_the_most_restrictive_consent() -> None:
    # given two accounts, A-52
    tell(make_customer("1", tags=("a", "b"), consents=(_consent(True, 5),)))
    tell(make_customer("2", tags=("b", "c"), consents=(_consent(False, 1),), last_name="Lin"))
    first, second = Profile.objects.order_by("pk")
    tell(make_order("1"))

    # when
    merged = [
        profiles_merge(
            survivor_id=second.pk, absorbed_id=first.pk, rule="staff", actor="staff:1", at=NOON
        )
        for _ in range(2)
    ]

    # then
    assert merged == [True, False]
    first.refresh_from_db()
    assert (first.state, first.merged_into_id) == ("merged", second.pk)
    assert Consent.objects.get(profile=second).status == ConsentStatus.REVOKED
    assert sorted(second.tags.values_list("value", flat=True)) == ["a", "b", "c"]
    assert Order.objects.get().profile_id == second.pk
    assert PurchaseTotals.objects.get().profile_id == second.pk
    assert Identifier.objects.exclude(profile=second).exists() is False
    assert TimelineEvent.objects.filter(profile=first).exists() is False
    record = MergeRecord.objects.get()
    assert record.rule == "staff"
    assert record.moved_rows["orders"] == [Order.objects.get().pk]
    assert sorted(record.moved_rows) == [
        "addresses",
        "after",
        "before",
        "checkouts",
        "consents_after",
        "consents_before",
        "guest_names",
        "identifiers",
        "ledger",
        "messages",
        "notes",
        "orders",
        "runs",
        "tags",
        "tags_dropped",
        "timeline",
        "versions",
    ]

    # and what the host says about the absorbed customer reaches the survivor
    tell(make_order("2", minutes=1))
    assert Order.objects.get(external_id="2").profile_id == second.pk


def test_an_account_that_changes_its_address_lets_go_of_the_old_one() -> None:
    tell(make_customer("1", email="old@x.test", email_is_verified=True))
    tell(make_customer("1", minutes=1, email="new@x.test", email_is_verified=True))
    assert list(Identifier.objects.filter(kind="email").values_list("value", flat=True)) == [
        "new@x.test"
    ]
    tell(make_customer("2", minutes=2, email="old@x.test", email_is_verified=True))
    assert Profile.objects.filter(state="active").count() == 2


def test_two_hosts_that_proved_one_address_make_one_profile() -> None:
    tell(make_customer("1", email="A.b@X.test", email_is_verified=True))
    tell(make_customer("2", email="a.B@x.TEST", email_is_verified=True))
    live = Profile.objects.get(state="active")
    assert live.identifiers.filter(kind="host_user").count() == 2
    assert live.versions.count() == 2


def test_the_same_batch_can_make_merge_and_order() -> None:
    tell(
        make_order("1", customer=None, email="a@x.test"),
        make_order("2", customer=None, email="a@x.test"),
        make_customer("9", email="a@x.test", email_is_verified=True, minutes=5),
    )
    live = Profile.objects.get(state="active")
    assert live.orders.count() == 2
    assert live.is_registered is True


def test_identifiers_have_one_profile_even_for_the_database() -> None:
    from django.db import IntegrityError, transaction

    tell(make_customer("1"), make_customer("2"))
    row = Identifier.objects.order_by("pk").first()
    other = Profile.objects.exclude(pk=row.profile_id).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(
            profile=other,
            kind=row.kind,
            source=row.source,
            value=row.value,
            claimed_until=NOON,
            created_at=NOON,
        )


def test_proven_phones_and_external_ids_find_the_same_person() -> None:
    tell(
        make_customer(
            "1", phone="0912345678", phone_is_verified=True, default_shipping_address=KAOHSIUNG
        )
    )
    tell(make_customer("2", phone="+886912345678", phone_is_verified=True, external_id="C-7"))
    tell(make_order("5", customer=None, customer_external_id="C-7", email=""))

    live = Profile.objects.get(state="active")
    assert live.orders.count() == 1
    assert sorted(live.identifiers.values_list("kind", flat=True)) == [
        "external",
        "host_user",
        "host_user",
        "phone",
    ]


def test_a_draft_stands_on_no_timeline() -> None:
    tell(make_order("1", status=OrderStatus.DRAFT, is_fully_paid=False, fully_paid_at=None))
    assert TimelineEvent.objects.exists() is False
    assert PurchaseTotals.objects.exists() is False


def test_erasing_one_who_only_ordered_or_was_never_known() -> None:
    # given a buyer whose account the host never described
    tell(make_order("1", first_name="Ann"))
    for user_id in ("1", "404"):
        reference = Reference(HOST, Kind.CUSTOMER, user_id)
        tell(CustomerErased(reference=reference, version_at=NOON + timedelta(days=1)))

    profile = Profile.objects.get()
    assert (profile.state, profile.first_name, profile.email) == ("erased", "", "")
    assert Identifier.objects.exists() is False


def test_erasure_reaches_those_who_were_merged_into_the_shopper() -> None:
    tell(make_customer("1", email="a@x.test", first_name="Old"), make_customer("2"))
    tell(make_customer("1", minutes=1, email="a@x.test", email_is_verified=True))
    tell(make_customer("2", minutes=1, email="a@x.test", email_is_verified=True))
    reference = Reference(HOST, Kind.CUSTOMER, "1")
    tell(CustomerErased(reference=reference, version_at=NOON + timedelta(days=1)))

    assert sorted(Profile.objects.values_list("state", "first_name", "email")) == [
        ("erased", "", ""),
        ("merged", "", ""),
    ]


def test_only_editable_columns_can_be_edited() -> None:
    profile = make_profile_row()
    with pytest.raises(ValueError, match="no editable column 'state'"):
        profile_update(
            profile_id=profile.pk, edit=ProfileEdit(values={"state": "x"}), actor="x", at=NOON
        )


def test_the_merge_chain_leads_to_the_live_profile() -> None:
    first, second, third = (make_profile(first_name=str(n)) for n in range(3))
    for survivor, absorbed in ((second, first), (third, second)):
        profiles_merge(
            survivor_id=survivor.pk, absorbed_id=absorbed.pk, rule="staff", actor="", at=NOON
        )
    assert live_profile_id(first.pk) == third.pk
    assert live_profile_id(third.pk) == third.pk
