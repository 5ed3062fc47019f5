"""Draws `docs/images/rfm-groups.svg` from the table of group rules: `python -m tests.rfm_picture`."""

from pathlib import Path

from saleor_crm_plugin.segments.rules.groups import GROUP_RULES, GroupRule, RfmGroup

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "rfm-groups.svg"
LEFT, TOP, WIDTH, HEIGHT, GAP = 100, 60, 84, 72, 4
# Text stays black on each of them, in both color schemes of the documentation.
COLORS = {
    RfmGroup.CHAMPIONS: "#5fb57a",
    RfmGroup.LOYAL: "#8fcf9f",
    RfmGroup.ACTIVE: "#bfe3a8",
    RfmGroup.PROMISING: "#a9d3e8",
    RfmGroup.NEW: "#84b9e6",
    RfmGroup.NEEDS_ATTENTION: "#f6e08a",
    RfmGroup.ALMOST_LOST: "#f3cda0",
    RfmGroup.AT_RISK: "#f2b07c",
    RfmGroup.PREVIOUSLY_LOYAL: "#e98f7d",
    RfmGroup.DORMANT: "#cfcfd6",
}


def picture() -> str:
    """The map of groups: recency upwards, frequency + money to the right, on the scale of five bins."""
    bottom = TOP + 5 * HEIGHT
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + 9 * WIDTH + 24} {bottom + 84}" '
            'role="img" aria-labelledby="title description" '
            "font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\">"
        ),
        '  <title id="title">The named groups of shoppers</title>',
        (
            '  <desc id="description">A map with recency from 1 to 5 upwards and the sum of frequency and money '
            "from 2 to 10 to the right; each named group is a colored area.</desc>"
        ),
        f'  <rect width="{LEFT + 9 * WIDTH + 24}" height="{bottom + 84}" fill="#ffffff"/>',
        (
            f'  <text x="{LEFT}" y="34" font-size="18" font-weight="600" fill="#1f2430">'
            "Who is who: RFM groups</text>"
        ),
        *[_area(rule) for rule in GROUP_RULES],
        *[
            f'  <text x="{LEFT - 14}" y="{TOP + (5.5 - r) * HEIGHT + 6:g}" font-size="16" '
            f'text-anchor="end" fill="#3c4250">R {r}</text>'
            for r in range(1, 6)
        ],
        *[
            f'  <text x="{LEFT + (value - 1.5) * WIDTH:g}" y="{bottom + 24}" font-size="16" '
            f'text-anchor="middle" fill="#3c4250">{value}</text>'
            for value in range(2, 11)
        ],
        (
            f'  <text x="{LEFT + 4.5 * WIDTH:g}" y="{bottom + 56}" font-size="15" text-anchor="middle" '
            'fill="#3c4250">F + M: how often and how much they bought →</text>'
        ),
        (
            f'  <text x="28" y="{TOP + 2.5 * HEIGHT:g}" font-size="15" text-anchor="middle" fill="#3c4250" '
            f'transform="rotate(-90 28 {TOP + 2.5 * HEIGHT:g})">how recently they bought →</text>'
        ),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _area(rule: GroupRule) -> str:
    x = LEFT + (rule.value_min - 2) * WIDTH
    y = TOP + (5 - rule.r_max) * HEIGHT
    width = (rule.value_max - rule.value_min + 1) * WIDTH
    height = (rule.r_max - rule.r_min + 1) * HEIGHT
    name = rule.group.replace("_", " ").capitalize()
    return (
        f'  <rect x="{x + GAP / 2:g}" y="{y + GAP / 2:g}" width="{width - GAP}" height="{height - GAP}" '
        f'rx="6" fill="{COLORS[rule.group]}"/>\n'
        f'  <text x="{x + width / 2:g}" y="{y + height / 2 + 6:g}" font-size="16" font-weight="600" '
        f'text-anchor="middle" fill="#1f2430">{name}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(picture())
