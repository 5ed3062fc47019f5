"""What of the plugin's form is refused, by field."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from saleor.channel.models import Channel

from saleor_crm_plugin.hosts.saleor.configuration import (
    Configuration,
    configuration_read,
    dashboard_origins,
)
from saleor_crm_plugin.hosts.saleor.customer_attributes import slugs_taken
from saleor_crm_plugin.hosts.saleor.rates import UnreadableRates, rates_read

_MINUTES_OF_A_DAY = 1440
_PORT_MAX = 65_535
_SECRET = re.compile(r"[A-Za-z0-9_-]{24,200}")
_SECURITIES = {"none", "starttls", "tls"}


def validate(items: Iterable[Mapping[str, Any]], *, is_active: bool) -> None:
    """
    Refuse a form that could not work.

    :raises ValidationError: by field.
    """
    given = configuration_read(items, is_active=is_active)
    problems = {
        name: ValidationError(problem, code="invalid")
        for name, problem_of in _PROBLEMS.items()
        if (problem := problem_of(given))
    }
    if problems:
        raise ValidationError(problems)


def _sender_problem(given: Configuration) -> str | None:
    sender = given.text("mail_sender")
    if not sender:
        return "E-mail needs a sender." if given.is_on("mail_is_enabled") else None
    try:
        validate_email(sender)
    except ValidationError:
        return "This is not an e-mail address."
    if given.is_on("mail_is_enabled") and sender.endswith("@example.com"):
        return "Mail servers refuse the example address."
    return None


def _url_problem(given: Configuration) -> str | None:
    address = urlsplit(given.text("public_url"))
    if not given.text("public_url") or (address.scheme in {"http", "https"} and address.netloc):
        return None
    return "This is not an http address."


def _origins_problem(given: Configuration) -> str | None:
    addresses = given.text("dashboard_origins")
    if not addresses or all(dashboard_origins(address) for address in addresses.split(",")):
        return None
    return "These are not http addresses with commas between them."


def _zone_problem(given: Configuration) -> str | None:
    return (
        None
        if given.text("time_zone") in available_timezones()
        else "This is not an IANA time zone."
    )


def _number_problem(name: str, lowest: int, highest: int) -> Callable[[Configuration], str | None]:
    def problem(given: Configuration) -> str | None:
        text = given.text(name)
        if text.isascii() and text.isdigit() and lowest <= int(text) <= highest:
            return None
        return f"This must be a whole number from {lowest} to {highest}."

    return problem


def _server_problem(given: Configuration) -> str | None:
    if not given.is_on("mail_is_enabled") or given.text("smtp_host") or settings.EMAIL_HOST:
        return None
    return "E-mail needs a mail server: this one, or Saleor's EMAIL_URL."


def _rates_problem(given: Configuration) -> str | None:
    try:
        rates = rates_read(given.text("points_rates"))
    except UnreadableRates as problem:
        return str(problem)
    if given.is_on("points_are_awarded") and not rates:
        return "Points need a rate, for example: 1 per 1.00 USD."
    currencies = dict(Channel.objects.values_list("slug", "currency_code"))
    for rate in rates:
        if rate.channel and currencies.get(rate.channel) != rate.currency:
            return f"There is no channel {rate.channel} with the currency {rate.currency}."
    return None


def _secret_problem(given: Configuration) -> str | None:
    secret = given.text("report_secret")
    if not secret or _SECRET.fullmatch(secret):
        return None
    return "This must be at least 24 of A-Z, a-z, 0-9, _ and -."


def _attributes_problem(given: Configuration) -> str | None:
    if not given.fills_attributes or not (taken := slugs_taken()):
        return None
    return f"Attributes of yours have the slugs {', '.join(taken)}: give them others first."


def _security_problem(given: Configuration) -> str | None:
    return None if given.text("smtp_security") in _SECURITIES else "This is none, starttls or tls."


_PROBLEMS: dict[str, Callable[[Configuration], str | None]] = {
    "mail_sender": _sender_problem,
    "public_url": _url_problem,
    "dashboard_origins": _origins_problem,
    "time_zone": _zone_problem,
    "reconcile_minutes": _number_problem("reconcile_minutes", 0, _MINUTES_OF_A_DAY),
    "points_rates": _rates_problem,
    "report_secret": _secret_problem,
    "bridge_fills_attributes": _attributes_problem,
    "smtp_host": _server_problem,
    "smtp_port": _number_problem("smtp_port", 1, _PORT_MAX),
    "smtp_security": _security_problem,
}
