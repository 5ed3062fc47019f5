"""Adds the contract to Saleor's schema when Django starts, or leaves Saleor's alone and says why."""

import logging
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution

logger = logging.getLogger(__name__)

_problems: list[str] = []


def schema_extend() -> None:
    """Add our fields to Saleor's schema; whatever goes wrong leaves Saleor's schema as it was."""
    _problems.clear()
    try:
        # Imported here: a Saleor with another GraphQL library or other modules must start, too.
        from saleor_crm_plugin.hosts.saleor.schema.building import fields_add

        fields_add()
    except (
        Exception
    ) as error:  # without our fields the shop goes on; with an error here it would not start
        logger.exception("the CRM's fields are not in Saleor's GraphQL schema")
        _problems.append(f"{type(error).__name__}: {error}")


def schema_check(**_: Any) -> list[CheckMessage]:
    """Return why our fields are not in Saleor's schema."""
    return [
        Caution(
            f"The CRM's fields are not in Saleor's GraphQL schema: {problem}",
            hint="Everything else works. See whether a newer saleor-crm-plugin knows this Saleor.",
            id="saleor_crm.W010",
        )
        for problem in _problems
    ]
