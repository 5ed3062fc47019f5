"""Consent statements: which one holds."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.profiles.rules.consent import Standing, merged_standing, statement_applies
from tests.factories import NOON

standings = st.builds(
    Standing, st.booleans(), st.integers(0, 100).map(lambda days: NOON + timedelta(days=days))
)
statements = st.lists(st.tuples(standings, st.sampled_from(["shopper", "import"])), max_size=8)


def _fold(told) -> Standing | None:
    standing = None
    for statement, source in told:
        if statement_applies(
            standing=standing,
            is_granted=statement.is_granted,
            source=source,
            stated_at=statement.stated_at,
        ):
            standing = statement
    return standing


@given(
    st.lists(standings, max_size=8).flatmap(
        lambda told: st.tuples(st.just(told), st.permutations(told))
    )
)
def test_the_order_in_which_shoppers_statements_arrive_does_not_matter(both) -> None:
    told, shuffled = both
    assert _fold([(s, "shopper") for s in told]) == _fold([(s, "shopper") for s in shuffled])


@given(statements)
def test_an_import_never_lifts_a_revocation(told) -> None:
    before = _fold(told)
    after = _fold([*told, (Standing(True, NOON + timedelta(days=999)), "import")])
    if before is not None and not before.is_granted:
        assert after == before


def test_an_older_statement_changes_nothing() -> None:
    standing = Standing(is_granted=False, stated_at=NOON)
    assert (
        statement_applies(
            standing=standing,
            is_granted=True,
            source="shopper",
            stated_at=NOON - timedelta(seconds=1),
        )
        is False
    )


@given(st.none() | standings, st.none() | standings)
def test_a_merge_keeps_the_most_restrictive_consent(first, second) -> None:
    merged = merged_standing(first, second)
    assert merged == merged_standing(second, first)
    if any(standing and not standing.is_granted for standing in (first, second)):
        assert merged is not None
        assert merged.is_granted is False
