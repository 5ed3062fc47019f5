"""The contract as a schema of its own: graphene only, so that it works in any Saleor, and without one."""

from functools import cache
from typing import Any

import graphene

from saleor_crm_plugin.api.answers import answer
from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.hosts.saleor.schema.graphql2 import Schema
from saleor_crm_plugin.hosts.saleor.schema.kit import SCALARS, Kit, Resolver
from saleor_crm_plugin.hosts.saleor.schema.sdl import contract_read, contract_text
from saleor_crm_plugin.hosts.saleor.schema.types import Types
from saleor_crm_plugin.web.graphql_errors import Masked, masked


@cache
def contract_schema() -> Schema:
    """
    Return the schema, made once per process when somebody first asks it.

    What hangs on Saleor's types (`User.crm`, `Order.crm`) is not in it: those types are not here.
    """
    types = Types(contract_read(contract_text()), Kit(resolver=_resolver, scalars=SCALARS))
    query = type("Query", (graphene.ObjectType,), types.fields("Query"))
    mutation = type("Mutation", (graphene.ObjectType,), types.fields("Mutation"))
    return graphene.Schema(query=query, mutation=mutation)


def _resolver(owner: str, name: str) -> Resolver:
    """Return what answers one field; the context of this schema is the inquiry itself."""

    def resolve(root: object, info: Any, **given: object) -> object:
        try:
            return answer((owner, name), info.context, root, given)
        except CrmError:
            raise
        except Exception as error:  # noqa: BLE001 masked() logs it
            # The library would log it with its message, which may hold personal data.
            raise Masked(masked(error)) from None

    return resolve
