"""What the demo shop sells: tea and what belongs to it, in categories, sizes and three currencies."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

# category, code, price of the smallest size in euro cents, names, sizes with their price in percent
_Range = tuple[str, str, int, tuple[str, ...], tuple[tuple[str, int], ...]]
_LEAVES = (("50 g", 100), ("100 g", 185), ("250 g", 430))
_SETS = (("small", 100), ("medium", 160), ("large", 240))
_PACKS = (("single", 100), ("pack of 3", 270), ("pack of 6", 500))
_RANGES: tuple[_Range, ...] = (
    (
        "Tea / Oolong", "OOL", 990,
        ("Alishan Morning", "Lishan Orchid", "Dong Ding Roast", "Muzha Iron", "Dayuling Mist", "Milk Oolong", "Oriental Beauty"),
        _LEAVES,
    ),
    (
        "Tea / Green", "GRN", 690,
        ("Sencha Fields", "Dragon Well", "Gyokuro Shade", "Genmaicha", "Jasmine Pearls", "Bi Luo Chun", "Hojicha"),
        _LEAVES,
    ),
    (
        "Tea / Black", "BLK", 590,
        ("Sun Moon Ruby", "Assam Harbour", "Darjeeling First", "Earl Grey Blue", "Keemun", "Breakfast No. 5", "Smoked Pine"),
        _LEAVES,
    ),
    (
        "Tea / Herbal", "HRB", 490,
        ("Chamomile Meadow", "Rooibos Vanilla", "Mint and Lemon", "Ginger Fire", "Hibiscus", "Linden Night", "Barley Roast"),
        _LEAVES,
    ),
    (
        "Tableware / Teapots", "POT", 2890,
        ("Yixing Clay", "Glass Bloom", "Cast Iron Hail", "White Porcelain", "Celadon", "Travel Gaiwan", "Enamel Blue"),
        _SETS,
    ),
    (
        "Tableware / Cups", "CUP", 890,
        ("Aroma Cup", "Double Wall", "Matcha Bowl", "Speckled Mug", "Cloud Cup", "Bamboo Beaker", "Tasting Cup"),
        _PACKS,
    ),
    (
        "Accessories / Brewing", "BRW", 790,
        ("Steel Strainer", "Bamboo Whisk", "Tea Scoop", "Paper Filters", "Sand Timer", "Tea Towel", "Tea Tray"),
        _PACKS,
    ),
    (
        "Accessories / Storage", "STO", 1190,
        ("Airtight Tin", "Ceramic Jar", "Paper Caddy", "Cork Canister", "Wooden Chest", "Travel Pouch", "Vacuum Jar"),
        _SETS,
    ),
    (
        "Sweets / Biscuits", "BIS", 450,
        ("Pineapple Cake", "Sun Cake", "Sesame Crisp", "Ginger Thins", "Almond Tile", "Taro Pastry", "Peanut Brittle"),
        _PACKS,
    ),
    (
        "Gifts / Boxes", "GFT", 3490,
        ("Mid-Autumn Box", "Tasting Journey", "Winter Evening", "Mountain Four", "Office Hour", "New Year Red", "Tea for Two"),
        _SETS,
    ),
)  # fmt: skip
_ZLOTY_PER_EURO_PERCENT = 430
_TWD_PER_EURO = 35
_CENTS = 100
_NEWEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One size of one product; `cents` is its gross price in euro cents."""

    product_id: str
    variant_id: str
    sku: str
    name: str
    category: str
    collections: tuple[str, ...]
    cents: int

    def price_minor(self, currency: str) -> int:
        """Return the gross price in minor units: zloty end in .99, Taiwan dollars in whole tens."""
        if currency == "EUR":
            return self.cents
        if currency == "PLN":
            return self.cents * _ZLOTY_PER_EURO_PERCENT // _CENTS // _CENTS * _CENTS + _CENTS - 1
        return max(1, self.cents * _TWD_PER_EURO // _CENTS // 10) * 10 * _CENTS


def _collections(category: str, position: int) -> tuple[str, ...]:
    """Return what a shop puts beside its categories: the first of each are sold most, the last are new."""
    found = ["Bestsellers"] if position == 0 else []
    found += ["Gift ideas"] if category in {"Gifts / Boxes", "Tableware / Teapots"} else []
    found += ["New this season"] if position == _NEWEST else []
    return tuple(found)


def _articles() -> tuple[Article, ...]:
    articles: list[Article] = []
    number = 0
    for category, code, cents, names, sizes in _RANGES:
        for position, name in enumerate(names):
            number += 1
            base = cents * (100 + 12 * position) // 100
            articles += [
                Article(
                    product_id=f"product-{number}",
                    variant_id=f"variant-{number}-{size}",
                    sku=f"{code}-{number:03d}-{size}",
                    name=f"{name}, {words}",
                    category=category,
                    collections=_collections(category, position),
                    cents=base * percent // 1000 * 10 + 9,
                )
                for size, (words, percent) in enumerate(sizes, start=1)
            ]
    return tuple(articles)


ARTICLES = _articles()
CATEGORIES = tuple(category for category, *_ in _RANGES)
_BY_CATEGORY = {
    category: tuple(article for article in ARTICLES if article.category == category)
    for category in CATEGORIES
}


class Taste:
    """What one shopper likes: few categories often, and what sells well more than what does not (Zipf)."""

    def __init__(self, rng: Random) -> None:
        liked = rng.sample(CATEGORIES, k=3)
        self._categories = [*liked, *CATEGORIES]
        self._weights = [12, 7, 4, *([1] * len(CATEGORIES))]

    def choose(self, rng: Random, count: int) -> list[Article]:
        """Return up to `count` different articles."""
        chosen: dict[str, Article] = {}
        for category in rng.choices(self._categories, self._weights, k=count):
            shelf = _BY_CATEGORY[category]
            (article,) = rng.choices(shelf, cum_weights=_zipf(len(shelf)))
            chosen.setdefault(article.sku, article)
        return list(chosen.values())


def _zipf(size: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, size + 1)))
