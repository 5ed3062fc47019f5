"""Which things a few letters mean: properties, and the order in which they are shown."""

from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.catalogue import CatalogueItem, items_found

words = st.text("aAbBтТ ß", max_size=4)


def items(*names: str) -> list[CatalogueItem]:
    return [CatalogueItem(id=str(number), name=name) for number, name in enumerate(names, start=1)]


@given(st.lists(words, max_size=8), words, st.integers(1, 5))
def test_a_search_finds_every_name_that_holds_it_and_no_other(names, text, items_max):
    found = items_found(items(*names), text=text, items_max=items_max)

    wanted = text.strip().casefold()
    holding = [item for item in items(*names) if wanted in item.name.casefold()]
    assert len(found) == min(len(holding), items_max)
    assert all(item in holding for item in found)
    assert len({item.id for item in found}) == len(found)


def test_what_is_called_just_so_comes_first_then_what_begins_so():
    shelf = items("Green tea", "Tea pot", "Чай", "TEA", "Tea cup", "Mug")

    assert [one.name for one in items_found(shelf, text=" tea ", items_max=50)] == [
        "TEA",
        "Tea cup",
        "Tea pot",
        "Green tea",
    ]
    assert [one.name for one in items_found(shelf, text="ЧА", items_max=50)] == ["Чай"]
    assert [one.name for one in items_found(shelf, text="", items_max=2)] == ["Green tea", "Mug"]


def test_an_id_is_found_and_a_part_of_one_is_not():
    shelf = [CatalogueItem(id="1042", name="Pot"), CatalogueItem(id="42", name="Cup")]

    assert [one.name for one in items_found(shelf, text="42", items_max=5)] == ["Cup"]
