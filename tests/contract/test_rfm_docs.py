"""What the documentation says about RFM groups is what the rules say."""

from pathlib import Path

from saleor_crm_plugin.segments.rules.groups import GROUP_RULES, RfmGroup
from tests.rfm_picture import PICTURE, picture

PAGE = (Path(__file__).parents[2] / "docs" / "rfm.md").read_text()


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"


def test_the_picture_shows_the_rules():
    assert PICTURE.read_text() == picture()


def test_the_page_has_every_rule_as_a_row():
    rows = [
        f"| `{rule.group}` | {_span(rule.r_min, rule.r_max)} | {_span(rule.value_min, rule.value_max)} |"
        for rule in GROUP_RULES
    ]

    assert [row for row in rows if row not in PAGE] == []


def test_the_page_explains_every_group():
    assert [group for group in RfmGroup if f"**`{group}`**" not in PAGE] == []
