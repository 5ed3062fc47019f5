"""Turns cells into numbers, instants, phones and codes exactly as the mapping says, or says which cell is wrong."""

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Never
from zoneinfo import ZoneInfo

import phonenumbers

from saleor_crm_plugin.facts import Birthday, OrderStatus
from saleor_crm_plugin.hosts.files.mapping import Calendar, FileFormat, Mapping

_ROC_EPOCH = 1911
_ROC_YEAR = re.compile(r"\d+")
_ROC_YEAR_DIGITS_MAX = 3
_COUNTRY = re.compile(r"[A-Z]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# No price and no quantity: bounds the whole numbers that a few letters such as 1e999 stand for.
_NUMBER_MAX = Decimal(10) ** 15
_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "off"})


class ValueUnreadable(Exception):
    """One cell cannot be read; the message never repeats the cell."""

    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.code = code
        self.message = message


class Cells:
    """Reads the fields of one row after another by our names for them."""

    def __init__(self, mapping: Mapping) -> None:
        self._columns = mapping.columns
        self._translations = mapping.values
        self._suffixes = mapping.strip_suffixes
        self._empty = mapping.file.empty_values
        self._file = mapping.file
        self._zone: tzinfo = ZoneInfo(mapping.file.time_zone)
        self._phone_country = mapping.phone_country or None
        self._instant = lru_cache(maxsize=4096)(self._instant_read)
        self._row: dict[str, str] = {}

    def turn_to(self, row: dict[str, str]) -> None:
        """Read from `row` from now on."""
        self._row = row

    def text(self, name: str) -> str:
        """Return the cell without outer spaces, translated by the mapping; empty when absent."""
        column = self._columns.get(name)
        if column is None:
            return ""
        cell = self._row.get(column, "").strip()
        if name in self._suffixes:
            cell = cell.removesuffix(self._suffixes[name])
        if cell in self._empty:
            cell = ""
        translations = self._translations.get(name)
        return cell if translations is None else translations.get(cell, cell)

    def required(self, name: str) -> str:
        """
        Return the cell, which must not be empty.

        :raises ValueUnreadable: it is empty.
        """
        return self.text(name) or self._refuse(name, "missing", "is empty")

    def decimal(self, name: str) -> Decimal | None:
        """
        Return the exact number in the cell, None when empty.

        :raises ValueUnreadable: not a number in the mapping's notation.
        """
        text = self.text(name)
        if not text:
            return None
        number = number_read(text, self._file)
        if number is None:
            return self._refuse(name, "number", "is not a number in the mapping's notation")
        return number

    def whole(self, name: str) -> int | None:
        """
        Return the whole number in the cell, None when empty.

        :raises ValueUnreadable: not a whole number.
        """
        number = self.decimal(name)
        if number is not None and number != number.to_integral_value():
            return self._refuse(name, "whole_number", "is not a whole number")
        return None if number is None else int(number)

    def instant(self, name: str) -> datetime | None:
        """
        Return the instant in the cell in UTC, None when empty.

        A time without offset is wall-clock time in the mapping's zone; an hour that the clocks repeat
        in autumn is taken the first time. Only the stated formats are tried, in their order.

        :raises ValueUnreadable: no stated format fits.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return self._instant(text)
        except (
            ValueError,
            OverflowError,
        ):  # the latter: the first or the last day there is, elsewhere
            return self._refuse(name, "date", "does not have a date format of the mapping")

    def birthday(self, name: str) -> Birthday | None:
        """
        Return the day of birth in the cell, None when empty.

        :raises ValueUnreadable: no stated format fits.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            day = _wall_clock(text, self._file)
        except ValueError:
            return self._refuse(name, "date", "does not have a date format of the mapping")
        return Birthday(year=day.year, month=day.month, day=day.day)

    def flag(self, name: str) -> bool | None:
        """
        Return what a yes/no cell says, None when empty.

        :raises ValueUnreadable: neither yes nor no.
        """
        text = self.text(name).lower()
        if not text:
            return None
        if text not in _TRUE | _FALSE:
            return self._refuse(name, "yes_or_no", "is neither yes nor no")
        return text in _TRUE

    def country(self, name: str) -> str:
        """
        Return the ISO 3166 code in the cell, empty when empty.

        :raises ValueUnreadable: not two capital letters, after the mapping's translation.
        """
        text = self.text(name)
        if text and not _COUNTRY.fullmatch(text):
            return self._refuse(name, "country", "is not an ISO 3166 code such as GB")
        return text

    def currency(self, name: str, default: str) -> str:
        """
        Return the ISO 4217 code in the cell, `default` when empty.

        :raises ValueUnreadable: not three capital letters.
        """
        text = self.text(name) or default
        if not _CURRENCY.fullmatch(text):
            return self._refuse(name, "currency", "is not an ISO 4217 code such as EUR")
        return text

    def status(self, name: str, default: OrderStatus) -> OrderStatus:
        """
        Return the order's status, `default` when empty.

        :raises ValueUnreadable: not one of our words, after the mapping's translation.
        """
        text = self.text(name)
        try:
            return OrderStatus(text) if text else default
        except ValueError:
            return self._refuse(name, "status", "is not a known status")

    def email(self, name: str) -> str:
        """
        Return the e-mail address in the cell, empty when empty.

        :raises ValueUnreadable: not shaped like an address.
        """
        text = self.text(name)
        if text and not _EMAIL.fullmatch(text):
            return self._refuse(name, "email", "is not an e-mail address")
        return text

    def phone(self, name: str) -> str:
        """
        Return the phone number in E.164, empty when empty.

        :raises ValueUnreadable: not a possible number in the mapping's country.
        """
        text = self.text(name)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, self._phone_country)
        except phonenumbers.NumberParseException:
            return self._refuse(name, "phone", "is not a phone number")
        if not phonenumbers.is_possible_number(number):
            return self._refuse(name, "phone", "is not a possible phone number")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _instant_read(self, text: str) -> datetime:
        moment = _wall_clock(text, self._file)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=self._zone)
        return zoned.astimezone(UTC)

    def _refuse(self, name: str, code: str, message: str) -> Never:
        raise ValueUnreadable(self._columns.get(name, name), code, message)


def _wall_clock(text: str, file_format: FileFormat) -> datetime:
    for form in file_format.date_formats:
        moment = moment_read(text, form, file_format.calendar)
        if moment is not None:
            return moment
    raise ValueError("no format fits")


def moment_read(text: str, form: str, calendar: Calendar) -> datetime | None:
    """Return what `text` is in the format `form`, without a zone unless it has one; None when it does not fit."""
    try:
        return datetime.strptime(_gregorian(text, calendar), form)  # noqa: DTZ007 the zone is the mapping's
    except ValueError:
        return None


def _gregorian(text: str, calendar: Calendar) -> str:
    year = _ROC_YEAR.search(text)
    if calendar is Calendar.GREGORIAN or year is None:
        return text
    if len(year[0]) > _ROC_YEAR_DIGITS_MAX:
        raise ValueError("a year of the Republic of China has at most three digits")
    return text[: year.start()] + str(int(year[0]) + _ROC_EPOCH) + text[year.end() :]


def number_read(text: str, file_format: FileFormat) -> Decimal | None:
    """Return the exact number that `text` is in the file's notation, None when it is not one or a huge one."""
    if file_format.thousands_separator:
        text = text.replace(file_format.thousands_separator, "")
    if file_format.decimal_separator != ".":
        if "." in text:
            return None
        text = text.replace(file_format.decimal_separator, ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.copy_abs() < _NUMBER_MAX else None
