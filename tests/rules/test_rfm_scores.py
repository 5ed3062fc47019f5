from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.segments.rules.groups import (
    GROUP_RULES,
    RfmGroup,
    group_of,
    groups_by_scores,
    score_scaled,
    scores_possible,
)
from saleor_crm_plugin.segments.rules.scores import (
    Bounds,
    bound_places,
    bounds_decode,
    bounds_encode,
    day_bound,
    score_of,
)
from tests.factories import NOON

populations = st.lists(st.integers(-3, 12), min_size=1, max_size=60)
bins_allowed = st.integers(3, 5)


def bounds_of(population: list[int], bins: int) -> list[int]:
    ascending = sorted(population)
    return [ascending[place - 1] for place in bound_places(population=len(ascending), bins=bins)]


@given(populations, bins_allowed)
def test_the_score_is_one_plus_the_share_of_strictly_worse_values(population, bins) -> None:
    bounds = bounds_of(population, bins)

    scores = [score_of(value, bounds) for value in population]

    assert scores == [
        1 + bins * sum(other < value for other in population) // len(population)
        for value in population
    ]


@given(populations, bins_allowed, st.integers(-5, 15), st.integers(-5, 15))
def test_a_better_value_never_scores_lower_even_a_value_nobody_had(
    population, bins, one, other
) -> None:
    bounds = bounds_of(population, bins)

    low, high = sorted((one, other))

    assert 1 <= score_of(low, bounds) <= score_of(high, bounds) <= bins


@given(populations, bins_allowed, st.integers(-5, 15))
def test_bounds_of_before_a_change_are_at_most_one_score_off(population, bins, value) -> None:
    """A refreshed shopper is compared with his own former value too: one rank at most."""
    changed = [*population[:-1], value]
    exact = 1 + bins * sum(other < value for other in changed) // len(changed)

    refreshed = score_of(value, bounds_of(population, bins))

    assert refreshed - exact in ({0, 1} if len(population) >= bins else range(bins))


@pytest.mark.parametrize("bins", [2, 6])
def test_other_numbers_of_bins_are_refused(bins) -> None:
    with pytest.raises(ValueError, match=f"RFM needs 3 to 5 bins, got {bins}"):
        bound_places(population=10, bins=bins)


def test_an_empty_population_has_no_bounds() -> None:
    assert bound_places(population=0, bins=5) == []


@given(st.integers(0, 10 * 86_400_000_000), st.integers(0, 10 * 86_400_000_000))
def test_recency_is_compared_in_whole_days(one, other) -> None:
    mine, theirs = NOON - timedelta(microseconds=one), NOON - timedelta(microseconds=other)

    is_fresher = mine > day_bound(theirs, at=NOON)

    assert is_fresher == ((NOON - mine).days < (NOON - theirs).days)


def test_bounds_survive_their_encoding() -> None:
    bounds = Bounds(
        last_ordered_at=(NOON, NOON + timedelta(microseconds=1)),
        orders_count=(1, 2),
        revenue_minor=(-5, 2**60),
    )

    assert bounds_decode(bounds_encode(bounds)) == bounds
    assert bounds_decode({}) == Bounds()


@pytest.mark.parametrize("bins", [3, 4, 5])
def test_every_combination_of_scores_has_exactly_one_group(bins) -> None:
    for r, f, m in scores_possible(bins):
        recency = score_scaled(r, bins=bins)
        value = score_scaled(f, bins=bins) + score_scaled(m, bins=bins)
        matching = [rule.group for rule in GROUP_RULES if rule.matches(r=recency, value=value)]
        assert matching == [group_of(r=r, f=f, m=m, bins=bins)]
    assert len(groups_by_scores(bins)) == bins**3


@pytest.mark.parametrize("bins", [3, 4, 5])
def test_the_ends_of_the_scale_mean_the_same_with_any_bins(bins) -> None:
    groups = groups_by_scores(bins)

    assert groups[bins, bins, bins] == RfmGroup.CHAMPIONS
    assert groups[bins, 1, 1] == RfmGroup.NEW
    assert groups[1, bins, bins] == RfmGroup.PREVIOUSLY_LOYAL
    assert groups[1, 1, 1] == RfmGroup.DORMANT


@pytest.mark.parametrize(
    ("bins", "scale"), [(3, [1, 3, 5]), (4, [1, 2, 4, 5]), (5, [1, 2, 3, 4, 5])]
)
def test_fewer_bins_are_spread_over_the_scale_of_five(bins, scale) -> None:
    assert [score_scaled(score, bins=bins) for score in range(1, bins + 1)] == scale


def test_five_bins_use_every_group_that_has_orders() -> None:
    assert set(groups_by_scores(5).values()) == set(RfmGroup) - {RfmGroup.PROSPECTS}


def test_scores_outside_the_rules_are_an_error() -> None:
    with pytest.raises(ValueError, match="0 rules cover recency 6 and value 10"):
        group_of(r=6, f=5, m=5, bins=5)
