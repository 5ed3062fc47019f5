"""Questions about extensions, and about what they computed."""

from dataclasses import dataclass

from django.db.models import Q

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.extensions import (
    ExtensionFieldNode,
    ExtensionNode,
    extension_node,
    field_nodes,
)
from saleor_crm_plugin.api.nodes.profiles import ProfileNode
from saleor_crm_plugin.automation.queries import delivery_counts
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.extensions.queries import extension_cards
from saleor_crm_plugin.profiles.queries.fields import field_between, field_is
from saleor_crm_plugin.profiles.rules.fields import ValueRefused

_VALUES_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFilter:
    """A field of an extension, written like one of some values, or from `gte` to `lte`, both included."""

    extension: str
    field: str
    eq: str | None = None
    one_of: tuple[str, ...] | None = None
    gte: str | None = None
    lte: str | None = None


def extensions(inquiry: Inquiry) -> tuple[ExtensionNode, ...]:  # noqa: ARG001 the table's signature
    """Return every extension that is installed or was here once, by name."""
    counts = delivery_counts()
    return tuple(extension_node(card, counts) for card in extension_cards())


def profile_fields(inquiry: Inquiry, profile: ProfileNode) -> tuple[ExtensionFieldNode, ...]:
    """Return what extensions computed for a profile."""
    return field_nodes(inquiry.batches.extension_fields.of(profile.profile_id))


def field_condition(wanted: FieldFilter) -> Q:
    """
    Return the condition that a profile's field is as wanted.

    :raises Invalid: nothing to compare with, more than 100 values, or a bound that is no number or instant.
    """
    texts = [*(wanted.one_of or ())]
    if len(texts) > _VALUES_MAX:
        raise Invalid(f"at most {_VALUES_MAX} values at a time", field="extensionFields")
    texts += [wanted.eq] if wanted.eq is not None else []
    condition = Q()
    if texts:
        condition &= field_is(extension=wanted.extension, field=wanted.field, texts=texts)
    if wanted.gte is not None or wanted.lte is not None or not texts:
        try:
            condition &= field_between(
                extension=wanted.extension, field=wanted.field, least=wanted.gte, most=wanted.lte
            )
        except ValueRefused as error:
            raise Invalid(str(error), field="extensionFields") from None
    return condition
