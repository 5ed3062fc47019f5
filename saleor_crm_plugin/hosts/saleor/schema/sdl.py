"""Reads the contract's text with the old parser that Saleor pins, which knows no descriptions."""

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from graphql import parse

PREFIX = "Crm"
_DESCRIPTION = re.compile(r'"""(.*?)"""\s*', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The contract's definitions by name, and the descriptions by where their node starts."""

    definitions: Mapping[str, Any]
    descriptions: Mapping[int, str]

    def description(self, node: Any) -> str | None:
        """Return what stands before a node of the text."""
        return self.descriptions.get(node.loc.start)

    def own(self) -> Mapping[str, Any]:
        """Return the types that are ours; the others stand for Saleor's of the same name."""
        return {name: node for name, node in self.definitions.items() if name.startswith(PREFIX)}


def contract_text() -> str:
    """Return the contract as it is packaged."""
    return files("saleor_crm_plugin.api").joinpath("schema.graphql").read_text("utf-8")


def contract_read(text: str) -> Contract:
    """Return the contract's definitions; descriptions are blanked first, so that all places stay."""
    descriptions = {
        found.end(): inspect.cleandoc(found[1]) for found in _DESCRIPTION.finditer(text)
    }
    plain = _DESCRIPTION.sub(lambda found: " " * len(found[0]), text)
    named = [node for node in parse(plain).definitions if hasattr(node, "name")]
    return Contract(
        definitions={node.name.value: node for node in named}, descriptions=descriptions
    )
