"""Saves the plugin's form together with what follows from it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from saleor_crm_plugin.hosts.saleor.configuration import Configuration, configuration_read
from saleor_crm_plugin.hosts.saleor.customer_attributes import attributes_ensure
from saleor_crm_plugin.hosts.saleor.program import program_follow


def form_save(stored: Any, *, save: Callable[[], Any]) -> Any:
    """
    Let Saleor `save` the form, and the program and customer attributes follow what it newly says: all, or nothing.

    :raises ValidationError: the CRM's tables are not there.
    """
    before = _read(stored)
    try:
        with transaction.atomic():
            saved = save()
            at = timezone.now()  # noqa: TID251 a host reads the clock
            after = _read(saved)
            program_follow(before=before, after=after, at=at)
            _attributes_follow(before=before, after=after)
    except ProgrammingError as error:
        words = "The CRM's tables are missing or old: run manage.py migrate first."
        raise ValidationError({"points_are_awarded": ValidationError(words)}) from error
    return saved


def _attributes_follow(*, before: Configuration, after: Configuration) -> None:
    """Make the attributes when they are switched on; one that the merchant deletes afterwards stays deleted."""
    was_on = before.is_active and before.fills_attributes
    if after.is_active and after.fills_attributes and not was_on:
        attributes_ensure(is_visible=not after.is_on("bridge_is_private"))


def _read(stored: Any) -> Configuration:
    return configuration_read(stored.configuration or [], is_active=stored.active)
