"""Sets up the tiers of a program, by new revisions; nothing that was promised is taken."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.loyalty.models import LoyaltyProgram, Tier, TierRevision
from saleor_crm_plugin.loyalty.queries.tier_history import ProgramTiers, programs_with_tiers
from saleor_crm_plugin.loyalty.rules.tier_policy import (
    TierConfig,
    TierLadder,
    TierRule,
    tier_config_encoded,
)
from saleor_crm_plugin.work import Work, wake


@transaction.atomic
def tiers_revise(
    *, program_slug: str, config: TierConfig, tiers: Sequence[TierRule], at: datetime
) -> ProgramTiers:
    """
    Put tiers and policies in force from `at` on; the same again makes no new revision.

    A background task works out everybody's tier. Without tiers, nobody has one any more.

    :raises NotFound: there is no such program.
    :raises ValueError: the tiers or the policies contradict each other.
    """
    ordered = tuple(sorted(tiers, key=lambda tier: tier.threshold))
    ladder = TierLadder(valid_from=at, config=config, tiers=ordered)
    program = LoyaltyProgram.objects.select_for_update().filter(slug=program_slug).first()
    if program is None:
        raise NotFound(f"there is no program {program_slug!r}")
    known = programs_with_tiers(program_ids=[program.pk])
    if known and _is_same(known[0].current, ladder):
        return known[0]
    revision = TierRevision.objects.create(
        program=program,
        number=(known[0].number if known else 0) + 1,
        config=tier_config_encoded(config),
        valid_from=at,
        created_at=at,
    )
    Tier.objects.bulk_create(
        [
            Tier(
                revision=revision,
                slug=tier.slug,
                name=tier.name,
                rank=rank,
                threshold=tier.threshold,
                earn_percent=tier.earn_percent,
                benefits=tier.benefits,
            )
            for rank, tier in enumerate(ordered)
        ]
    )
    wake(Work.TIERS)
    return programs_with_tiers(program_ids=[program.pk])[0]


def _is_same(one: TierLadder, other: TierLadder) -> bool:
    return (one.config, one.tiers) == (other.config, other.tiers)
