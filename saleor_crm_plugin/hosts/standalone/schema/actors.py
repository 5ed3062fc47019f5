"""Who did something, as GraphQL types."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, shown


@strawberry.type(description="Who did something: a token, an app or staff.")
class CrmActor:
    actor: str = shown("The kind and the id, as movements, requests and events keep them.")
    name: str = shown("The name of a token or an app; the address of staff.")


@strawberry.type
class ActorsQuery:
    """Questions about who did something."""

    crm_actors: list[CrmActor] = asked(
        "Query.crmActors",
        "What tokens, apps and staff are called; who is not known is left out.",
        {"actors": (list[str], "Kinds and ids, such as `token:3`; at most 100.")},
    )
