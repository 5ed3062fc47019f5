"""The plugin as Saleor loads it: a switch, a form, hooks that touch, and addresses that serve."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from saleor.core.db.connection import allow_writer
from saleor.plugins.base_plugin import BasePlugin

from saleor_crm_plugin.hosts.saleor import form, mount
from saleor_crm_plugin.hosts.saleor.configuration import Configuration, configuration_read
from saleor_crm_plugin.hosts.saleor.coupon_guard import strangers_coupon_remove
from saleor_crm_plugin.hosts.saleor.form_problems import validate
from saleor_crm_plugin.hosts.saleor.hooks import GUARDED, HOOKS, Touched
from saleor_crm_plugin.hosts.saleor.names import PLUGIN_ID
from saleor_crm_plugin.hosts.saleor.program import program_follow
from saleor_crm_plugin.ingest.services.inbox import touches_accept

logger = logging.getLogger(__name__)


class CrmPlugin(BasePlugin):
    """
    The CRM inside Saleor.

    One configuration for all channels: with one per channel, Saleor calls the hooks that know no
    channel (customers, accounts, addresses) never, once or once per channel.
    """

    PLUGIN_ID = PLUGIN_ID
    PLUGIN_NAME = "Saleor CRM"
    PLUGIN_DESCRIPTION = "Customer profiles, loyalty points, RFM segments and automated e-mail."
    DEFAULT_ACTIVE = False
    CONFIGURATION_PER_CHANNEL = False
    DEFAULT_CONFIGURATION = form.DEFAULTS
    CONFIG_STRUCTURE = form.STRUCTURE

    @classmethod
    def validate_plugin_configuration(cls, plugin_configuration: Any, **_: Any) -> None:
        """Refuse what could not work; Saleor shows each problem beside its field."""
        validate(plugin_configuration.configuration, is_active=plugin_configuration.active)

    @classmethod
    def save_plugin_configuration(cls, plugin_configuration: Any, cleaned_data: Any) -> Any:
        """Save the form, and let the points program follow what it newly says: both, or neither."""
        before = _read(plugin_configuration)
        try:
            with transaction.atomic():
                saved = super().save_plugin_configuration(plugin_configuration, cleaned_data)
                at = timezone.now()  # noqa: TID251 a host reads the clock
                program_follow(before=before, after=_read(saved), at=at)
        except ProgrammingError as error:
            words = "The CRM's tables are missing or old: run manage.py migrate first."
            raise ValidationError({"points_are_awarded": ValidationError(words)}) from error
        return saved

    def webhook(self, request: HttpRequest, path: str, previous_value: Any) -> HttpResponse:  # noqa: ARG002 Saleor's signature
        """Serve `/plugins/saleor.crm/…`; Saleor calls this for a plugin that is switched off, too."""
        return mount.serve(request, path) if self.active else HttpResponseNotFound()


def _read(stored: Any) -> Configuration:
    return configuration_read(stored.configuration or [], is_active=stored.active)


def _hook(name: str, touched: Touched) -> Callable[..., Any]:
    def hook(self: CrmPlugin, subject: Any, *_: Any, previous_value: Any = None, **__: Any) -> Any:  # noqa: ARG001 a method
        try:
            _touch(touched, subject)
        except Exception:  # an unforeseen error here would fail the shopper's request
            logger.exception("%s could not be noted; the next sweep will", name)
        return previous_value

    hook.__name__ = name
    hook.__doc__ = (
        "Note what changed. The object that Saleor hands over may be stale: only its key is used."
    )
    return hook


def _guarded(hook: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: CrmPlugin, subject: Any, *given: Any, **named: Any) -> Any:
        try:
            _unspoiled(lambda: strangers_coupon_remove(subject))
        except Exception:  # the order will tell that a stranger used the code
            logger.exception("whose coupon is in a cart could not be seen")
        return hook(self, subject, *given, **named)

    guarded.__name__ = hook.__name__
    guarded.__doc__ = f"{hook.__doc__} Before that, take a stranger's coupon out of the cart."
    return guarded


def _touch(touched: Touched, subject: Any) -> None:
    """Note it in one statement."""
    at = timezone.now()  # noqa: TID251 a host reads the clock
    _unspoiled(lambda: touches_accept(references=list(touched(subject)), at=at))


def _unspoiled(work: Callable[[], object]) -> None:
    """Write; inside a transaction a savepoint keeps our failure from spoiling it."""
    with allow_writer():
        if not connection.in_atomic_block:
            work()
            return
        with transaction.atomic():
            work()


for _name, _touched in HOOKS.items():
    _noting = _hook(_name, _touched)
    setattr(CrmPlugin, _name, _guarded(_noting) if _name in GUARDED else _noting)
