"""
Knows how files name our fields: in English, Russian and Chinese, and as Saleor, Shopify and WooCommerce export them.

A column is recognised by its whole name only, whatever its case, its spaces and its punctuation: a field
that is taken for the wrong one is worse than one that is asked for.
"""

import unicodedata
from collections.abc import Sequence

from saleor_crm_plugin.hosts.files.mapping import ImportKind

# The first name that a file has wins, so that the commonest and the most exact stand first.
_PERSON = {
    "customer": (
        "customer id", "customer number", "customer no", "customer code", "member id", "member number",
        "member no", "user id", "client id", "customer",
        "id клиента", "номер клиента", "код клиента", "id покупателя", "номер карты", "код покупателя",
        "客户编号", "客户号", "客户id", "会员编号", "会员号", "会员id", "会员卡号", "用户id", "顾客编号",
        "客戶編號", "客戶代號", "客戶id", "會員編號", "會員號", "會員id", "會員卡號", "顧客編號",
    ),
    "customer_external_id": ("external reference", "external id", "внешний id", "外部编号", "外部編號"),
    "email": (
        "email", "email address", "customer email", "user email", "billing email", "email billing", "mail", "contact email",
        "электронная почта", "эл почта", "почта", "адрес электронной почты", "имейл", "емейл",
        "邮箱", "电子邮箱", "电子邮件", "邮箱地址", "邮件地址",
        "電子郵件", "電子信箱", "電郵", "信箱", "郵箱", "電子郵件地址",
    ),
    "phone": (
        "phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "cell phone", "customer phone",
        "billing phone", "phone billing", "default address phone", "телефон", "номер телефона", "мобильный телефон", "мобильный",
        "моб телефон", "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "移动电话",
        "手機", "手機號碼", "電話", "電話號碼", "聯絡電話", "行動電話",
    ),
    "first_name": (
        "first name", "given name", "forename", "billing first name", "first name billing", "customer first name", "имя", "имя клиента",
        "имя покупателя", "名", "名字",
    ),
    "last_name": (
        "last name", "surname", "family name", "billing last name", "last name billing", "customer last name", "фамилия", "姓", "姓氏",
    ),
    "language_code": ("language code", "language", "locale", "customer locale", "язык", "语言", "語言"),
    "company": (
        "company", "company name", "billing company", "company billing", "default address company", "organization", "компания",
        "организация", "название компании", "公司", "公司名称", "公司名稱",
    ),
    "street_1": (
        "billing address 1", "address 1 billing", "address 1 2 billing", "default address address1", "address 1", "address line 1", "billing street",
        "street address", "street", "billing street address 1", "street address 1", "address", "billing address",
        "адрес", "улица", "地址", "详细地址", "街道", "詳細地址", "街道地址",
    ),
    "street_2": (
        "billing address 2", "address 2 billing", "default address address2", "address 2", "address line 2",
        "billing street address 2", "street address 2", "адрес 2", "地址2",
    ),
    "city": (
        "billing city", "city billing", "default address city", "city", "town", "город", "населенный пункт", "城市", "市",
    ),
    "region": (
        "billing province", "default address province code", "billing state", "state code billing", "region", "state", "province",
        "county", "country area", "billing country area", "регион", "область", "省", "省份", "地区", "縣市", "州",
    ),
    "postal_code": (
        "billing zip", "default address zip", "billing postcode", "postcode billing", "postal code", "postcode", "zip", "zip code",
        "billing postal code", "индекс", "почтовый индекс", "邮编", "邮政编码", "郵遞區號", "郵政編碼",
    ),
    "country_code": (
        "billing country", "country code billing", "default address country code", "country code", "country", "billing country code",
        "country iso", "код страны", "страна", "国家", "国家代码", "國家", "國家代碼", "國碼",
    ),
    "updated_at": (
        "updated at", "updated", "last updated", "modified at", "date modified", "changed at", "last modified",
        "дата изменения", "изменен", "обновлено", "更新时间", "修改时间", "更新時間", "修改時間",
    ),
}  # fmt: skip
_CUSTOMER = {
    "customer": ("id", "no", "number", "номер", "код", "编号", "編號"),
    "first_name": ("name", "customer name", "full name", "фио", "姓名", "客户姓名", "会员姓名", "客戶姓名", "會員姓名"),
    "registered_at": (
        "registered at", "date joined", "date registered", "user registered", "registration date", "registered",
        "created at", "date created", "created", "sign up", "signup date", "customer since", "member since",
        "since", "joined", "дата регистрации", "зарегистрирован", "дата создания", "создан", "клиент с",
        "注册时间", "注册日期", "创建时间", "入会日期", "加入日期", "註冊時間", "註冊日期", "建立時間", "入會日期", "加入時間",
    ),
    "time_zone": ("time zone", "timezone", "часовой пояс", "时区", "時區"),
    "gender": ("gender", "sex", "пол", "性别", "性別"),
    "birthday": (
        "birthday", "date of birth", "birth date", "birth day", "dob", "дата рождения", "день рождения",
        "生日", "出生日期",
    ),
    "tags": (
        "tags", "customer tags", "labels", "tag", "groups", "customer groups", "теги", "метки", "группы",
        "标签", "标记", "標籤", "標記",
    ),
    "consent": (
        "accepts email marketing", "accepts marketing", "email consent", "newsletter", "consent", "subscribed",
        "opt in", "opted in", "email marketing consent", "согласие на рассылку", "подписка", "рассылка", "подписан",
        "согласие", "订阅", "接受营销", "接收邮件", "訂閱", "訂閱電子報", "接受行銷", "電子報",
    ),
    "consent_at": (
        "consent at", "consent date", "opt in date", "opted in at", "дата согласия", "дата подписки",
        "订阅时间", "订阅日期", "訂閱時間", "訂閱日期",
    ),
}  # fmt: skip
_ORDER = {
    "order": (
        "order id", "order number", "order no", "order", "name", "id", "number", "invoice no", "invoice number",
        "invoice", "receipt number", "receipt no", "номер заказа", "заказ", "id заказа", "номер чека", "чек",
        "订单号", "订单编号", "订单id", "小票号", "訂單編號", "訂單號碼", "訂單號", "訂單id", "發票號碼", "單號",
    ),
    "number": (),
    "placed_at": (
        "created at", "order date", "placed at", "date", "order created", "created", "date created",
        "invoice date", "purchase date", "ordered at", "order time", "дата заказа", "дата", "дата покупки",
        "дата создания", "дата чека", "下单时间", "下单日期", "订单日期", "订单时间", "创建时间", "日期", "交易时间",
        "下單時間", "訂購日期", "訂單日期", "訂單時間", "建立時間", "交易時間", "成立時間",
    ),
    "paid_at": (
        "paid at", "paid date", "date paid", "payment date", "дата оплаты", "оплачен", "付款时间", "支付时间",
        "付款時間", "付款日期", "支付時間",
    ),
    "status": (
        "fulfillment status", "order status", "status", "статус", "статус заказа", "订单状态", "状态",
        "訂單狀態", "狀態",
    ),
    "channel": ("channel", "sales channel", "channel slug", "канал", "канал продаж", "渠道", "销售渠道", "通路", "銷售通路"),
    "currency": (
        "currency", "currency code", "total gross currency", "order currency", "валюта", "код валюты", "币种", "货币", "幣別", "貨幣",
    ),
    "total": (
        "total", "order total", "total gross", "total gross amount", "order total amount", "total amount",
        "grand total", "amount", "total price", "total paid", "итого", "сумма", "сумма заказа", "стоимость заказа",
        "订单金额", "总金额", "总价", "实付金额", "合计", "訂單金額", "總金額", "總價", "實付金額", "合計", "總計",
    ),
    "shipping": (
        "shipping", "shipping total", "order shipping", "shipping price", "shipping cost", "shipping amount",
        "shipping price gross amount", "доставка", "стоимость доставки", "运费", "運費",
    ),
    "voucher_code": (
        "discount code", "coupon code", "voucher code", "voucher", "coupon", "coupons", "промокод", "купон",
        "优惠码", "优惠券", "優惠碼", "優惠券", "折扣碼",
    ),
    "payment_method": (
        "payment method", "payment method title", "payment", "способ оплаты", "оплата", "支付方式", "付款方式",
    ),
    "returned_order": (
        "returned order", "original order", "refunded order", "возврат заказа", "исходный заказ", "原订单号", "原訂單編號",
    ),
    "line_sku": (
        "lineitem sku", "line sku", "product sku", "variant sku", "item sku", "sku", "stock code", "stockcode",
        "item code", "article", "артикул", "код товара", "商品编码", "商品编号", "货号", "商品編號", "商品貨號", "貨號",
    ),
    "line_name": (
        "lineitem name", "line name", "product name", "item name", "product title", "item", "description",
        "товар", "название товара", "наименование", "商品名称", "商品", "品名", "商品名稱",
    ),
    "line_product": ("product id", "item id", "id товара", "商品id", "產品id"),
    "line_category": ("category", "product category", "product type", "категория", "商品分类", "分类", "商品分類", "分類", "類別"),
    "line_collections": ("collections", "product collections", "collection", "коллекции", "коллекция", "商品系列", "系列"),
    "line_quantity": (
        "lineitem quantity", "line quantity", "quantity", "qty", "item quantity", "количество", "кол во", "колво",
        "数量", "商品数量", "數量", "商品數量",
    ),
    "line_unit_price": (
        "lineitem price", "unit price", "item price", "price", "item cost", "line unit price", "цена",
        "цена за единицу", "单价", "价格", "商品单价", "單價", "價格", "商品單價",
    ),
    "line_total": (
        "line total", "item total", "order line subtotal", "line amount", "сумма позиции", "сумма строки", "小计", "小計",
    ),
}  # fmt: skip
# As Saleor's API nests them: `billingAddress.city`.
_ADDRESSES = ("billing address", "default billing address")
_IN_ADDRESSES = {
    "phone", "first_name", "last_name", "company", "street_1", "street_2", "city", "region", "postal_code",
    "country_code",
}  # fmt: skip


def columns_suggest(*, columns: Sequence[str], kind: ImportKind) -> dict[str, str]:
    """
    Return which of a file's `columns` each field is taken for: no field and no column twice.

    A column that no field is called by stays out.
    """
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(name_normal(column), column)
    suggested: dict[str, str] = {}
    for field, names in names_known(kind).items():
        taken = set(suggested.values())
        found = (known[name] for name in names if name in known and known[name] not in taken)
        if first := next(found, ""):
            suggested[field] = first
    return suggested


def names_known(kind: ImportKind) -> dict[str, tuple[str, ...]]:
    """Return by field the names that it goes by in a file of `kind`, in their plain form."""
    own = _CUSTOMER if kind is ImportKind.CUSTOMERS else _ORDER
    merged = {name: (*_PERSON.get(name, ()), *own.get(name, ())) for name in {**_PERSON, **own}}
    return {
        field: tuple(
            dict.fromkeys(
                name_normal(f"{part} {name}")
                for part in ("", *(_ADDRESSES if field in _IN_ADDRESSES else ()))
                for name in (field.replace("_", " "), *names)
            )
        )
        for field, names in merged.items()
    }


def name_normal(text: str) -> str:
    """Return a column's name without case, spaces, punctuation and widths."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return "".join(letter for letter in plain if letter.isalnum())
