"""Knows what words in cells mean: states of orders, yes and no, and countries; in English, Russian and Chinese."""

from saleor_crm_plugin.facts import OrderStatus
from saleor_crm_plugin.hosts.files.column_names import name_normal
from saleor_crm_plugin.hosts.files.field_kinds import FieldKind

# Saleor's words are ours; the others are those of Shopify's and WooCommerce's exports and of shops' own.
_STATUSES = {
    OrderStatus.UNFULFILLED: "pending processing on-hold wc-pending wc-processing wc-on-hold open new paid"
    " новый в_обработке оплачен 待发货 待處理 處理中 处理中 待出貨 已付款",
    OrderStatus.PARTIALLY_FULFILLED: "partial partially_shipped частично_отправлен 部分发货 部分出貨",
    OrderStatus.FULFILLED: "complete completed wc-completed shipped delivered done closed"
    " выполнен завершен доставлен отправлен 已完成 完成 已发货 已出貨 已送達 交易成功",
    OrderStatus.PARTIALLY_RETURNED: "partially_refunded частичный_возврат 部分退货 部分退貨",
    OrderStatus.RETURNED: "refunded wc-refunded restocked возвращен возврат 已退货 已退貨 已退款 退貨",
    OrderStatus.CANCELED: "cancelled wc-cancelled failed wc-failed voided отменен 已取消 取消 交易关闭 交易關閉",
}
_FLAGS = {
    "yes": "true subscribed granted да есть согласен подписан 是 有 同意 已订阅 已訂閱",
    "no": "false unsubscribed never_subscribed not_subscribed нет отказ не_подписан 否 无 無 不同意 未订阅 未訂閱",
}
_COUNTRIES = """
AE United_Arab_Emirates UAE ОАЭ 阿联酋 阿聯|AM Armenia Армения|AR Argentina Аргентина 阿根廷|AT Austria Австрия 奥地利 奧地利
AU Australia Австралия 澳大利亚 澳洲 澳大利亞|AZ Azerbaijan Азербайджан|BE Belgium Бельгия 比利时 比利時|BG Bulgaria Болгария
BR Brazil Бразилия 巴西|BY Belarus Беларусь Белоруссия 白俄罗斯|CA Canada Канада 加拿大|CH Switzerland Швейцария 瑞士
CN China Китай 中国 中國 中国大陆 中國大陸|CY Cyprus Кипр|CZ Czechia Czech_Republic Чехия 捷克|DE Germany Германия 德国 德國
DK Denmark Дания 丹麦 丹麥|EE Estonia Эстония|ES Spain Испания 西班牙|FI Finland Финляндия 芬兰 芬蘭|FR France Франция 法国 法國
GB United_Kingdom UK Great_Britain England Великобритания 英国 英國|GE Georgia Грузия|GR Greece Греция 希腊 希臘
HK Hong_Kong Гонконг 香港 中国香港|HR Croatia Хорватия|HU Hungary Венгрия 匈牙利|ID Indonesia Индонезия 印度尼西亚 印尼
IE Ireland Ирландия 爱尔兰 愛爾蘭|IL Israel Израиль 以色列|IN India Индия 印度|IT Italy Италия 意大利 義大利|JP Japan Япония 日本
KG Kyrgyzstan Киргизия Кыргызстан|KR South_Korea Korea Южная_Корея 韩国 韓國 南韓|KZ Kazakhstan Казахстан 哈萨克斯坦
LT Lithuania Литва|LU Luxembourg Люксембург|LV Latvia Латвия|MD Moldova Молдова|MO Macau Macao Макао 澳门 澳門
MX Mexico Мексика 墨西哥|MY Malaysia Малайзия 马来西亚 馬來西亞|NL Netherlands Нидерланды 荷兰 荷蘭|NO Norway Норвегия 挪威
NZ New_Zealand Новая_Зеландия 新西兰 紐西蘭|PH Philippines Филиппины 菲律宾 菲律賓|PL Poland Польша 波兰 波蘭
PT Portugal Португалия 葡萄牙|RO Romania Румыния|RS Serbia Сербия|RU Russia Russian_Federation Россия РФ 俄罗斯 俄羅斯
SA Saudi_Arabia Саудовская_Аравия 沙特阿拉伯|SE Sweden Швеция 瑞典|SG Singapore Сингапур 新加坡|SI Slovenia Словения
SK Slovakia Словакия|TH Thailand Таиланд 泰国 泰國|TR Turkey Türkiye Турция 土耳其|TW Taiwan Тайвань 台湾 台灣 臺灣 中国台湾
UA Ukraine Украина 乌克兰 烏克蘭|US United_States USA United_States_of_America США 美国 美國|UZ Uzbekistan Узбекистан
VN Vietnam Viet_Nam Вьетнам 越南|ZA South_Africa ЮАР 南非
"""


def word_meaning(cell: str, kind: FieldKind) -> str | None:
    """Return what a cell of a field of `kind` means, in our words; None for a word that is not known."""
    return _KNOWN.get(kind, {}).get(name_normal(cell))


def _spread(words: dict[str, str]) -> dict[str, str]:
    return {
        name_normal(word): meaning
        for meaning, line in words.items()
        for word in (meaning, *line.split())
    }


def _countries() -> dict[str, str]:
    parts = (part.split() for line in _COUNTRIES.split("\n") for part in line.split("|") if part)
    return {code: " ".join(names) for code, *names in parts}


_KNOWN = {
    FieldKind.STATUS: _spread({status.value: _STATUSES.get(status, "") for status in OrderStatus}),
    FieldKind.FLAG: _spread(_FLAGS),
    FieldKind.COUNTRY: _spread(_countries()),
}
