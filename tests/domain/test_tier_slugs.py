"""The tier a profile has at one moment is read from its memberships, past and future."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from saleor_crm_plugin.loyalty.models import Tier, TierMembership, TierRevision
from saleor_crm_plugin.loyalty.queries.tiers import tier_slugs_at
from tests.factories import NOON
from tests.points_shop import OPENED_AT, make_member, open_shop

DAY = timedelta(days=1)


def _tiers() -> int:
    program_id = open_shop().program_id
    revision = TierRevision.objects.create(
        program_id=program_id, number=1, config={}, valid_from=OPENED_AT, created_at=OPENED_AT
    )
    for rank, (slug, threshold) in enumerate([("bronze", 0), ("silver", 500)]):
        Tier.objects.create(
            revision=revision, slug=slug, name=slug.title(), rank=rank, threshold=threshold
        )
    return program_id


@pytest.mark.django_db
def test_a_tier_is_had_from_its_first_instant_until_before_its_last(django_assert_num_queries):
    # given
    program_id, member, newcomer = _tiers(), make_member(), make_member()
    TierMembership.objects.create(
        program_id=program_id,
        profile=member,
        slug="silver",
        from_at=NOON,
        until_at=NOON + DAY,
        reason="reached",
    )

    # then
    told = []
    for at in (NOON - timedelta.resolution, NOON, NOON + DAY - timedelta.resolution, NOON + DAY):
        with django_assert_num_queries(3):
            slugs = tier_slugs_at(
                program_id=program_id, profile_ids=[member.pk, newcomer.pk], at=at
            )
        told.append((slugs[member.pk], slugs[newcomer.pk]))
    assert told == [
        ("bronze", "bronze"),
        ("silver", "bronze"),
        ("silver", "bronze"),
        ("bronze", "bronze"),
    ]


@pytest.mark.django_db
def test_a_program_without_tiers_gives_nobody_one():
    program_id = open_shop().program_id

    assert tier_slugs_at(program_id=program_id, profile_ids=[make_member().pk], at=NOON) == {}


def _update(rows):
    rows.update(id=7)


def _delete(rows):
    rows._raw_delete(rows.db)


@pytest.mark.parametrize("model", [TierRevision, Tier])
@pytest.mark.parametrize("change", [_update, _delete])
@pytest.mark.django_db
def test_the_database_refuses_to_change_a_tier(model, change):
    # given
    _tiers()
    before = list(model.objects.order_by("pk").values())

    # when
    with pytest.raises(DatabaseError, match="cannot be changed or deleted"), transaction.atomic():
        change(model._base_manager.all())

    # then
    assert list(model.objects.order_by("pk").values()) == before
