"""
The plugin as Saleor loads it: a switch, a form, hooks that touch, and addresses that serve.

Saleor imports this module for every request. What the plugin does is imported when it does it, so that a part of
ours that cannot be loaded fails itself and not the shop.
"""

import logging
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from saleor.plugins.base_plugin import BasePlugin

from saleor_crm_plugin.hosts.saleor import form
from saleor_crm_plugin.hosts.saleor.names import PLUGIN_ID

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
        try:
            from saleor_crm_plugin.hosts.saleor.form_problems import validate

            validate(plugin_configuration.configuration, is_active=plugin_configuration.active)
        except ValidationError:
            raise
        except Exception:  # a plugin that is broken can still be switched off
            if plugin_configuration.active:
                raise
            logger.exception("the form could not be looked at; the plugin is off")

    @classmethod
    def save_plugin_configuration(cls, plugin_configuration: Any, cleaned_data: Any) -> Any:
        """Save the form, and let the points program follow what it newly says: both, or neither."""
        plain = partial(super().save_plugin_configuration, plugin_configuration, cleaned_data)
        try:
            from saleor_crm_plugin.hosts.saleor.saving import form_save

            return form_save(plugin_configuration, save=plain)
        except ValidationError:
            raise
        except Exception:  # a plugin that is broken can still be switched off
            if cleaned_data.get("active") is not False:
                raise
            logger.exception("the points program could not follow the form; the plugin is off")
            return plain()

    def webhook(self, request: HttpRequest, path: str, previous_value: Any) -> HttpResponse:  # noqa: ARG002 Saleor's signature
        """Serve `/plugins/saleor.crm/…`; Saleor calls this for a plugin that is switched off, too."""
        if not self.active:
            return HttpResponseNotFound()
        from saleor_crm_plugin.hosts.saleor import mount

        return mount.serve(request, path)


try:
    from saleor_crm_plugin.hosts.saleor.touching import first_hook_prepare, hooks_add

    hooks_add(CrmPlugin)
    first_hook_prepare()
except Exception:  # the sweep finds what no hook tells; with an error here no request would work
    logger.exception("the CRM's hooks are not ready")
