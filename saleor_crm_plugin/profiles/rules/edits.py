"""Decides whether a value may stand in an edited column of a profile."""

from zoneinfo import available_timezones

from saleor_crm_plugin.facts import Birthday
from saleor_crm_plugin.profiles.rules.identity import email_normalized, phone_normalized

# Column to its greatest length; 0 for columns that are not text.
EDITABLE = {
    "email": 254,
    "phone": 32,
    "first_name": 256,
    "last_name": 256,
    "gender": 32,
    "language_code": 35,
    "time_zone": 64,
    "country_code": 2,
    "city": 256,
    "postal_code": 20,
    "preferred_payment_method": 128,
    "product_needs": 4000,
    "buying_motive": 4000,
    "birth_year": 0,
    "birth_month": 0,
    "birth_day": 0,
    "birth_is_lunar": 0,
}
_YEARS = range(1900, 2101)


def edit_problem(name: str, value: str | int | None) -> str:
    """Return why `value` may not stand in column `name`, "" if it may; empty values always may."""
    if value in {"", None}:
        return ""
    if isinstance(value, str):
        return _text_problem(name, value)
    if name == "birth_year" and value not in _YEARS:
        return f"a year of birth is 1900 to 2100, got {value}"
    if name in {"birth_month", "birth_day"}:
        return _birthday_problem(name, int(value or 0))
    return ""


def _text_problem(name: str, value: str) -> str:
    length_max = EDITABLE[name]
    if len(value) > length_max:
        return f"{name} holds at most {length_max} characters, got {len(value)}"
    if name == "email" and not email_normalized(value):
        return "this is not a valid e-mail address"
    if name == "phone" and phone_normalized(value, "") != value:
        return "a phone number is given in E.164 form, such as +886912345678"
    if name == "time_zone" and value not in available_timezones():
        return f"{value!r} is not an IANA time zone"
    return ""


def _birthday_problem(name: str, value: int) -> str:
    try:
        Birthday(month=value, day=1) if name == "birth_month" else Birthday(month=1, day=value)
    except ValueError as error:
        return str(error)
    return ""
