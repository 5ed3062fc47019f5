"""The page about operating points is right: its worked tables are computed anew."""

import re
from fractions import Fraction
from pathlib import Path

from saleor_crm_plugin.loyalty.rules.batches import LineProblem
from saleor_crm_plugin.loyalty.rules.liability import deferred, expected_points, rounded

PAGE = (Path(__file__).parents[2] / "docs" / "points-operations.md").read_text()


def minor(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))


def test_the_share_that_is_deferred_is_computed_as_it_stands() -> None:
    rows = re.findall(r"^\| ([\d,.]+) \| ([\d,.]+) \| (\d+) % \| ([\d,.]+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 3
    for sale, worth, percent, told in rows:
        rate = Fraction(int(percent), 100)
        expected = expected_points(issued=minor(worth), used=0, rate=rate)
        found = deferred(sale=Fraction(minor(sale)), points_value=expected)
        assert rounded(found) == minor(told)


def test_the_roll_forward_of_the_page_ties() -> None:
    table = PAGE[PAGE.index("| January 2026 |") :]
    rows = re.findall(r"^\| ([a-z ]+) \| (-?[\d,]+) \|$", table, re.MULTILINE)
    numbers = {name: int(points.replace(",", "")) for name, points in rows}
    closing = numbers.pop("closing")
    assert (len(numbers), sum(numbers.values())) == (5, closing)


def test_every_reason_why_a_line_is_left_out_is_documented() -> None:
    assert [one for one in LineProblem if f"| `{one.name}` |" not in PAGE] == []
