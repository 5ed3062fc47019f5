"""What the shop sells, as GraphQL types."""

from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import shown


@strawberry.enum(description="What conditions of earning rules can name.")
class CrmCatalogueKind(Enum):
    PRODUCT = strawberry.enum_value("PRODUCT", description="Products, by the host's ids.")
    CATEGORY = strawberry.enum_value("CATEGORY", description="Categories, by their names.")
    COLLECTION = strawberry.enum_value("COLLECTION", description="Collections, by their names.")


@strawberry.type(description="One thing that an earning rule can name.")
class CrmCatalogueItem:
    id: str = shown("What a rule keeps: a product's id in the host, else the name.")
    name: str = shown("What people read.")
