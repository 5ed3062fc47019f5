"""What a preview suggests: never a field twice, never a format that reads fewer cells than another."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.hosts.files.cell_words import word_meaning
from saleor_crm_plugin.hosts.files.column_names import columns_suggest, name_normal, names_known
from saleor_crm_plugin.hosts.files.date_suggesting import DateReading, dates_suggest
from saleor_crm_plugin.hosts.files.field_kinds import FieldKind, FieldNeed, field_need, fields_shown
from saleor_crm_plugin.hosts.files.format_suggesting import (
    decoded,
    delimiter_suggest,
    encodings_fitting,
    notations_differing,
    notations_fitting,
    rows_suggest,
)
from saleor_crm_plugin.hosts.files.mapping import Calendar, FileFormat, ImportKind, RowFormat
from saleor_crm_plugin.hosts.files.mapping_reading import FIELDS
from saleor_crm_plugin.hosts.files.values import moment_read, number_read

KNOWN = {
    kind: sorted({name for names in names_known(kind).values() for name in names})
    for kind in ImportKind
}
LANGUAGES = ["en", "en-GB", "ru", "zh-Hant", "zh-TW", "zh-Hans", "zh-CN", "de", ""]
kinds = st.sampled_from(ImportKind)
languages = st.sampled_from(LANGUAGES)


@st.composite
def headers(draw) -> tuple[ImportKind, list[str]]:
    kind = draw(kinds)
    names = st.sampled_from(KNOWN[kind]) | st.text(max_size=8)
    return kind, draw(st.lists(names, max_size=12))


@given(headers())
def test_no_field_and_no_column_is_suggested_twice(header) -> None:
    kind, columns = header

    suggested = columns_suggest(columns=columns, kind=kind)

    assert set(suggested) <= FIELDS[kind]
    assert set(suggested.values()) <= set(columns)
    assert len(set(suggested.values())) == len(suggested)
    for field, column in suggested.items():
        assert name_normal(column) in names_known(kind)[field]


@given(headers(), st.randoms(use_true_random=False))
def test_the_order_of_the_columns_does_not_matter_to_what_they_are_called(header, random) -> None:
    kind, columns = header
    columns = list({name_normal(name): name for name in columns}.values())
    shuffled = random.sample(columns, len(columns))

    assert columns_suggest(columns=columns, kind=kind) == columns_suggest(
        columns=shuffled, kind=kind
    )


@pytest.mark.parametrize("kind", ImportKind)
def test_every_field_is_known_by_its_own_name_and_shown_once(kind) -> None:
    assert set(names_known(kind)) == FIELDS[kind]
    assert columns_suggest(columns=sorted(FIELDS[kind]), kind=kind) == {
        name: name for name in FIELDS[kind]
    }
    assert sorted(fields_shown(kind)) == sorted(FIELDS[kind])


@pytest.mark.parametrize(
    ("_case", "kind", "columns", "suggested"),
    [
        (
            "Shopify's customers",
            ImportKind.CUSTOMERS,
            (
                "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
                "Default Address Address1,Default Address Address2,Default Address City,"
                "Default Address Province Code,Default Address Country Code,Default Address Zip,"
                "Default Address Phone,Phone,Total Spent,Total Orders,Tags"
            ),
            {
                "customer": "Customer ID",
                "first_name": "First Name",
                "last_name": "Last Name",
                "email": "Email",
                "consent": "Accepts Email Marketing",
                "company": "Default Address Company",
                "street_1": "Default Address Address1",
                "street_2": "Default Address Address2",
                "city": "Default Address City",
                "region": "Default Address Province Code",
                "country_code": "Default Address Country Code",
                "postal_code": "Default Address Zip",
                "phone": "Phone",
                "tags": "Tags",
            },
        ),
        (
            "Shopify's orders",
            ImportKind.ORDERS,
            (
                "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,"
                "Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
                "Billing City,Billing Zip,Billing Country,Payment Method,Refunded Amount,Id"
            ),
            {
                "order": "Name",
                "email": "Email",
                "paid_at": "Paid at",
                "status": "Fulfillment Status",
                "currency": "Currency",
                "shipping": "Shipping",
                "total": "Total",
                "voucher_code": "Discount Code",
                "placed_at": "Created at",
                "line_quantity": "Lineitem quantity",
                "line_name": "Lineitem name",
                "line_unit_price": "Lineitem price",
                "line_sku": "Lineitem sku",
                "city": "Billing City",
                "postal_code": "Billing Zip",
                "country_code": "Billing Country",
                "payment_method": "Payment Method",
            },
        ),
        (
            "WooCommerce's orders",
            ImportKind.ORDERS,
            (
                "Order Number,Order Status,Order Date,First Name (Billing),Email (Billing),"
                "Order Total Amount,SKU,Item Name,Quantity,Item Cost,Coupon Code,Payment Method Title"
            ),
            {
                "order": "Order Number",
                "status": "Order Status",
                "placed_at": "Order Date",
                "email": "Email (Billing)",
                "first_name": "First Name (Billing)",
                "total": "Order Total Amount",
                "line_sku": "SKU",
                "line_name": "Item Name",
                "line_quantity": "Quantity",
                "line_unit_price": "Item Cost",
                "voucher_code": "Coupon Code",
                "payment_method": "Payment Method Title",
            },
        ),
        (
            "Saleor's orders",
            ImportKind.ORDERS,
            (
                "id,number,created,status,userEmail,user.id,channel.slug,total.gross.amount,"
                "total.gross.currency,shippingPrice.gross.amount,billingAddress.firstName,"
                "billingAddress.city,billingAddress.postalCode,billingAddress.country.code,voucherCode"
            ),
            {
                "order": "id",
                "number": "number",
                "placed_at": "created",
                "status": "status",
                "email": "userEmail",
                "customer": "user.id",
                "channel": "channel.slug",
                "total": "total.gross.amount",
                "currency": "total.gross.currency",
                "shipping": "shippingPrice.gross.amount",
                "first_name": "billingAddress.firstName",
                "city": "billingAddress.city",
                "postal_code": "billingAddress.postalCode",
                "country_code": "billingAddress.country.code",
                "voucher_code": "voucherCode",
            },
        ),
        (
            "Saleor's customers",
            ImportKind.CUSTOMERS,
            (
                "id,email,firstName,lastName,dateJoined,updatedAt,languageCode,externalReference,"
                "defaultBillingAddress.phone,defaultBillingAddress.streetAddress1,isActive"
            ),
            {
                "customer": "id",
                "email": "email",
                "first_name": "firstName",
                "last_name": "lastName",
                "registered_at": "dateJoined",
                "updated_at": "updatedAt",
                "language_code": "languageCode",
                "customer_external_id": "externalReference",
                "phone": "defaultBillingAddress.phone",
                "street_1": "defaultBillingAddress.streetAddress1",
            },
        ),
        (
            "a till in Taipei",
            ImportKind.ORDERS,
            "訂單編號,訂單日期,會員編號,商品名稱,數量,單價,備註",
            {
                "order": "訂單編號",
                "placed_at": "訂單日期",
                "customer": "會員編號",
                "line_name": "商品名稱",
                "line_quantity": "數量",
                "line_unit_price": "單價",
            },
        ),
        (
            "a spreadsheet in Moscow",
            ImportKind.CUSTOMERS,
            "Номер, ИМЯ ,Фамилия,E-mail,Телефон,Дата рождения,Согласие на рассылку,Комментарий",
            {
                "customer": "Номер",
                "first_name": " ИМЯ ",
                "last_name": "Фамилия",
                "email": "E-mail",
                "phone": "Телефон",
                "birthday": "Дата рождения",
                "consent": "Согласие на рассылку",
            },
        ),
        ("nothing known", ImportKind.CUSTOMERS, "a,b,", {}),
    ],
)
def test_columns_are_known_by_their_names(_case, kind, columns, suggested) -> None:
    assert columns_suggest(columns=columns.split(","), kind=kind) == suggested


def test_what_an_import_needs_is_told() -> None:
    def needs(kind: ImportKind) -> dict[str, str]:
        return {
            name: field_need(name, kind).value
            for name in fields_shown(kind)
            if field_need(name, kind) is not FieldNeed.OPTIONAL
        }

    assert needs(ImportKind.CUSTOMERS) == {"customer": "one_of", "email": "one_of"}
    assert needs(ImportKind.ORDERS) == {
        "order": "needed",
        "placed_at": "needed",
        "total": "one_of",
        "line_quantity": "one_of",
        "line_unit_price": "one_of",
        "line_total": "one_of",
    }


@given(st.binary(max_size=200), languages, st.booleans())
def test_every_fitting_encoding_reads_the_bytes_and_one_always_does(content, language, is_cut):
    fitting = encodings_fitting(content, language=language, is_cut=is_cut)

    assert len(fitting) >= 1
    for name in fitting:
        if name != "utf-16":
            assert decoded(content, name, is_cut=is_cut) is not None


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=50), languages, st.data())
def test_utf_8_comes_first_wherever_it_is_cut(text, language, data):
    content = text.encode()
    end = data.draw(st.integers(0, len(content)))
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return

    assert encodings_fitting(content[:end], language=language, is_cut=True)[0] == "utf-8-sig"


@pytest.mark.parametrize(
    ("_case", "content", "language", "first"),
    [
        ("Excel in Taiwan", "會員編號,姓名\n1,王小明\n".encode("cp950"), "zh-Hant", "cp950"),
        ("Excel in China", "会员编号,姓名\n1,张伟\n".encode("gb18030"), "zh-CN", "gb18030"),
        ("Excel in Russia", "Номер,Имя\n1,Анна\n".encode("cp1251"), "ru-RU", "cp1251"),
        ("Excel in France", "numéro,prénom\n1,Zoé\n".encode("cp1252"), "fr", "cp1252"),
        ("a save as Unicode text", "a\tb\n".encode("utf-16"), "en", "utf-16"),
        ("plain letters", b"a,b\n", "zh-Hant", "utf-8-sig"),
    ],
)
def test_the_likeliest_encoding_depends_on_the_language(_case, content, language, first):
    assert encodings_fitting(content, language=language, is_cut=False)[0] == first


@pytest.mark.parametrize("name", ["zlib", "hex", "rot13", "utf-99", "a\0b"])
def test_what_is_no_encoding_of_text_reads_nothing(name):
    assert decoded(b"abc", name, is_cut=False) is None


@given(
    st.lists(
        st.lists(st.text("ab 0.'", min_size=1, max_size=4), min_size=3, max_size=3),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_the_delimiter_is_what_parts_all_rows_alike(rows, delimiter):
    text = "".join(delimiter.join(cells) + "\n" for cells in rows)

    assert delimiter_suggest(text) == delimiter


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("one\ntwo\n", ","),
        ("", ","),
        ('a;b\n"1,2";3\n', ";"),
        ("name;sum\nA;1,50\nB;2,50\n", ";"),
        ('a,b\n"x;y",2\n', ","),
    ],
)
def test_commas_inside_cells_do_not_part_them(text, suggested):
    assert delimiter_suggest(text) == suggested


def test_lines_that_begin_with_a_brace_are_json():
    assert rows_suggest('\n{"a": 1}\n') is RowFormat.JSON_LINES
    assert rows_suggest("a,b\n") is RowFormat.CSV


@given(
    st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=6),
    st.sampled_from([(".", ""), (".", ","), (",", "."), (",", " "), (",", "\u00a0"), (".", "'")]),
    languages,
)
def test_numbers_are_read_as_they_were_written(numbers, notation, language):
    decimal, thousands = notation
    cells = [
        f"{number:,.2f}".translate({ord(","): thousands or None, ord("."): decimal})
        for number in numbers
    ]

    first = notations_fitting(cells, language=language)[0]

    read = FileFormat(decimal_separator=first[0], thousands_separator=first[1])
    assert [number_read(cell, read) for cell in cells] == numbers


POINT, COMMA = ("1.234", (",", "")), ("1234", (".", ","))


@pytest.mark.parametrize(
    ("cells", "language", "first", "ways"),
    [
        ([], "en", (".", ""), []),
        (["1", "20"], "en", (".", ""), []),
        (["1,50"], "en", (",", ""), []),
        (["1,234"], "en", (".", ","), [COMMA, POINT]),
        (["12", "1,234"], "ru", (",", ""), [POINT, COMMA]),
        (["1.234"], "en", (".", ""), [("1.234", (".", "")), ("1234", (",", "."))]),
        (["1,234", "0,5"], "en", (",", ""), []),
        (["12.50", "free"], "en", (".", ""), []),
    ],
)
def test_a_mark_that_could_part_thousands_is_ambiguous(cells, language, first, ways):
    fitting = notations_fitting(cells, language=language)

    assert fitting[0] == first
    assert notations_differing(cells, fitting) == tuple(
        (notation, cells[-1], number) for number, notation in ways
    )


DATE_FORMATS = [
    "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %I:%M %p", "%Y年%m月%d日", "%Y%m%d", "%d %b %Y",
]  # fmt: skip


@given(
    st.lists(st.dates(date(1950, 1, 1), date(2049, 12, 31)), min_size=1, max_size=8),
    st.sampled_from(DATE_FORMATS),
    languages,
)
def test_dates_are_read_as_written_or_said_to_be_ambiguous(days, form, language):
    moments = [datetime(day.year, day.month, day.day, 13, 5) for day in days]
    cells = [moment.strftime(form) for moment in moments]

    reading = dates_suggest({"placed_at": cells}, language=language)

    ways = [
        [moment_read(cell, one, reading.calendar) for cell in cells]
        for one in (reading.formats[0], *reading.others)
    ]
    assert [moment_read(cell, form, Calendar.GREGORIAN) for cell in cells] in ways
    assert len(reading.formats) == 1


@pytest.mark.parametrize(
    ("_case", "columns", "language", "reading"),
    [
        ("nothing", {}, "en", DateReading()),
        ("empty cells", {"a": ["", ""]}, "en", DateReading()),
        ("no dates", {"a": ["yesterday"]}, "en", DateReading()),
        ("America", {"a": ["05/06/2026"]}, "en-US", DateReading(("%m/%d/%Y",), others=("%d/%m/%Y",))),
        ("Britain", {"a": ["05/06/2026"]}, "en-GB", DateReading(("%d/%m/%Y",), others=("%m/%d/%Y",))),
        ("a 13th", {"a": ["05/06/2026", "13/06/2026"]}, "en-US", DateReading(("%d/%m/%Y",))),
        ("the same day and month", {"a": ["05/05/2026"]}, "en-US", DateReading(("%m/%d/%Y",))),
        ("another column tells", {"a": ["05/06/2026"], "b": ["13/06/1990"]}, "en-US",
         DateReading(("%d/%m/%Y",))),
        ("a bad cell", {"a": ["2026-01-05 10:00:00", "yesterday"]}, "en",
         DateReading(("%Y-%m-%d %H:%M:%S",))),
        ("two formats", {"a": ["2026-01-05T10:00:00Z"], "b": ["13.06.1990"]}, "ru",
         DateReading(("%Y-%m-%dT%H:%M:%S%z", "%d.%m.%Y"))),
        ("Shopify", {"a": ["2026-01-05 10:00:00 +0100"]}, "en", DateReading(("%Y-%m-%d %H:%M:%S %z",))),
        ("Taiwan's years", {"a": ["115/01/05", "109/12/31"]}, "zh-TW",
         DateReading(("%Y/%m/%d",), Calendar.ROC)),
    ],
)  # fmt: skip
def test_how_dates_are_read(_case, columns, language, reading):
    assert dates_suggest(columns, language=language) == reading


def test_thousands_of_dates_are_looked_at_in_no_time():
    days = [
        (datetime(2026, 1, 1) + timedelta(days=number)).strftime("%d.%m.%Y")
        for number in range(2000)
    ]

    assert dates_suggest({"a": days}, language="ru").formats == ("%d.%m.%Y",)


@pytest.mark.parametrize(
    ("cell", "kind", "meaning"),
    [
        ("FULFILLED", FieldKind.STATUS, "fulfilled"),
        ("wc-completed", FieldKind.STATUS, "fulfilled"),
        ("Отменён", FieldKind.STATUS, "canceled"),
        ("已退貨", FieldKind.STATUS, "returned"),
        ("lost", FieldKind.STATUS, None),
        ("Да", FieldKind.FLAG, "yes"),
        ("not subscribed", FieldKind.FLAG, "no"),
        ("是", FieldKind.FLAG, "yes"),
        ("United Kingdom", FieldKind.COUNTRY, "GB"),
        ("臺灣", FieldKind.COUNTRY, "TW"),
        ("de", FieldKind.COUNTRY, "DE"),
        ("Россия", FieldKind.COUNTRY, "RU"),
        ("Atlantis", FieldKind.COUNTRY, None),
        ("yes", FieldKind.TEXT, None),
    ],
)
def test_words_mean_ours(cell, kind, meaning):
    assert word_meaning(cell, kind) == meaning
