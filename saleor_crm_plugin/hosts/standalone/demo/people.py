"""Who buys in the demo shop: invented people of seven countries, every e-mail address at example.com."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from unicodedata import normalize

from saleor_crm_plugin.facts import Address, Birthday
from saleor_crm_plugin.hosts.standalone.demo.chance import happens


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """Names and places of one country; names of Taiwan come with their spelling in Latin letters."""

    code: str
    language: str
    time_zone: str
    weight: int
    first_names: tuple[tuple[str, str], ...]
    last_names: tuple[tuple[str, str], ...]
    cities: tuple[tuple[str, str, str], ...]
    streets: tuple[str, ...]


def _plain(names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, _latin(name)) for name in names.split())


def _latin(name: str) -> str:
    """Return the name in the letters of an e-mail address."""
    plain = name.lower().replace("ß", "ss").replace("ł", "l")
    return normalize("NFKD", plain).encode("ascii", "ignore").decode()


def _pairs(names: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.split("/") for pair in names.split())
    return tuple((name, latin) for name, latin in pairs)


LANDS = (
    Land(
        code="TW", language="zh-hant", time_zone="Asia/Taipei", weight=36,
        first_names=_pairs("怡君/yijun 志明/zhiming 雅婷/yating 家豪/jiahao 淑芬/shufen 俊傑/junjie 美玲/meiling 建宏/jianhong 詩涵/shihan 冠宇/guanyu 佳穎/jiaying 承恩/chengen 惠雯/huiwen 宗翰/zonghan 心怡/xinyi 柏翰/bohan"),
        last_names=_pairs("陳/chen 林/lin 黃/huang 張/chang 李/lee 王/wang 吳/wu 劉/liu 蔡/tsai 楊/yang 許/hsu 鄭/cheng 謝/hsieh 郭/kuo 洪/hung 曾/tseng"),
        cities=(("高雄市", "前鎮區", "806"), ("台北市", "大安區", "106"), ("台中市", "西屯區", "407"), ("台南市", "東區", "701"), ("新北市", "板橋區", "220"), ("新竹市", "東區", "300")),
        streets=("中山路", "中正路", "民生路", "和平東路", "復興路", "建國路", "成功路"),
    ),
    Land(
        code="DE", language="de", time_zone="Europe/Berlin", weight=20,
        first_names=_plain("Anna Lena Jonas Lukas Mia Felix Sabine Jürgen Käthe Björn Sofie Emil Greta Till"),
        last_names=_plain("Müller Schmidt Weber Fischer Becker Schäfer Koch Richter Wolf Krüger Vogel Brandt Lorenz Groß"),
        cities=(("Berlin", "", "10115"), ("Hamburg", "", "20095"), ("München", "", "80331"), ("Köln", "", "50667"), ("Leipzig", "", "04109")),
        streets=("Lindenstraße", "Gartenweg", "Am Markt", "Bergstraße", "Kirchgasse"),
    ),
    Land(
        code="PL", language="pl", time_zone="Europe/Warsaw", weight=18,
        first_names=_plain("Zofia Jakub Julia Antoni Małgorzata Piotr Agnieszka Michał Łucja Tomasz Hanna Wojciech"),
        last_names=_plain("Nowak Kowalski Wiśniewski Wójcik Kamiński Zieliński Szymański Woźniak Dąbrowski Mazur Król Pawlak"),
        cities=(("Wrocław", "", "50-001"), ("Kraków", "", "30-001"), ("Warszawa", "", "00-001"), ("Gdańsk", "", "80-001"), ("Łódź", "", "90-001")),
        streets=("ul. Polna", "ul. Leśna", "ul. Ogrodowa", "ul. Lipowa", "ul. Szkolna"),
    ),
    Land(
        code="FR", language="fr", time_zone="Europe/Paris", weight=9,
        first_names=_plain("Camille Hugo Chloé Léa Louis Zoé Théo Inès Rémi Noémie"),
        last_names=_plain("Martin Bernard Petit Durand Leroy Moreau Lefèvre Garnier Chevalier Fontaine"),
        cities=(("Paris", "", "75011"), ("Lyon", "", "69002"), ("Nantes", "", "44000"), ("Lille", "", "59000")),
        streets=("rue des Lilas", "rue du Moulin", "avenue de la Gare", "place du Marché"),
    ),
    Land(
        code="NL", language="nl", time_zone="Europe/Amsterdam", weight=7,
        first_names=_plain("Sanne Daan Lotte Bram Femke Sem Noor Thijs"),
        last_names=_plain("Jansen Bakker Visser Smit Meijer Mulder Bos Vos"),
        cities=(("Amsterdam", "", "1012 AB"), ("Utrecht", "", "3511 AA"), ("Rotterdam", "", "3011 AA")),
        streets=("Dorpsstraat", "Molenweg", "Kerkstraat", "Schoolstraat"),
    ),
    Land(
        code="IT", language="it", time_zone="Europe/Rome", weight=5,
        first_names=_plain("Giulia Marco Chiara Luca Elisa Matteo Sofia Paolo"),
        last_names=_plain("Rossi Ferrari Bianchi Romano Gallo Costa Fontana Conti"),
        cities=(("Milano", "", "20121"), ("Bologna", "", "40121"), ("Torino", "", "10121")),
        streets=("via Roma", "via Garibaldi", "corso Italia", "via Verdi"),
    ),
    Land(
        code="ES", language="es", time_zone="Europe/Madrid", weight=5,
        first_names=_plain("Lucía Diego Marta Pablo Nuria Íñigo Carmen Álvaro"),
        last_names=_plain("García López Pérez Sánchez Ruiz Núñez Molina Ortega"),
        cities=(("Madrid", "", "28013"), ("Valencia", "", "46001"), ("Sevilla", "", "41001")),
        streets=("calle Mayor", "calle del Sol", "avenida del Puerto", "calle Nueva"),
    ),
)  # fmt: skip
_WEIGHTS = [land.weight for land in LANDS]
_TAGS = ("tea-club", "wholesale", "press", "store-kaohsiung", "gift-buyer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented shopper."""

    number: int
    land: Land
    first_name: str
    last_name: str
    email: str
    phone: str
    address: Address
    birthday: Birthday | None
    gender: str
    tags: tuple[str, ...]


def person_invented(rng: Random, number: int, at: datetime) -> Person:
    """Return the shopper of this number; his address is unique by it."""
    (land,) = rng.choices(LANDS, _WEIGHTS)
    first_name, first_latin = rng.choice(land.first_names)
    last_name, last_latin = rng.choice(land.last_names)
    city, district, postal_code = rng.choice(land.cities)
    house = rng.randint(1, 180)
    street = rng.choice(land.streets)
    address = Address(
        first_name=first_name,
        last_name=last_name,
        street_1=f"{street}{house}號" if land.code == "TW" else f"{street} {house}",
        city=city,
        region=district,
        postal_code=postal_code,
        country_code=land.code,
        phone=_phone(land, number),
    )
    return Person(
        number=number,
        land=land,
        first_name=first_name,
        last_name=last_name,
        email=f"{first_latin}.{last_latin}.{number}@example.com",
        phone=address.phone,
        address=address,
        birthday=_birthday(rng, land, at) if happens(rng, 60) else None,
        gender=rng.choice(("female", "female", "male", "")),
        tags=tuple(sorted({rng.choice(_TAGS)})) if happens(rng, 12) else (),
    )


def _phone(land: Land, number: int) -> str:
    """Return a number reserved for fiction (Bundesnetzagentur, ARCEP), empty where a country has none."""
    if land.code == "DE":
        return f"+493023125{number % 1000:03d}"
    return f"+336399{80000 + number % 10_000}" if land.code == "FR" else ""


def _birthday(rng: Random, land: Land, at: datetime) -> Birthday:
    born = at - timedelta(days=rng.randint(18 * 365, 75 * 365))
    if land.code == "TW" and happens(rng, 15):
        return Birthday(year=born.year, month=born.month, day=min(born.day, 29), is_lunar=True)
    year = None if happens(rng, 20) else born.year
    return Birthday(year=year, month=born.month, day=born.day)
