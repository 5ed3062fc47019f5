"""The CRM's documents in Saleor's endpoint: what they need, and what clients of Saleor ask."""

import re
from pathlib import Path

from django.utils import timezone
from graphql import parse
from saleor.core.db.connection import allow_writer
from saleor.graphql.tests.fixtures import ApiClient
from shop_side import gid

from saleor_crm_plugin.api.fields.field import ANYBODY, SHOPPER
from saleor_crm_plugin.api.table import FIELDS
from saleor_crm_plugin.hosts.saleor.schema.sdl import contract_read, contract_text
from saleor_crm_plugin.loyalty.services import program_activate, program_ensure
from saleor_crm_plugin.mail.rules.topics import TopicText
from saleor_crm_plugin.mail.services.topics import topic_save

FOLDER = Path(__file__).parents[2] / "graphql"
DOCUMENTS = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*/*.graphql"))}
OPERATIONS = sorted(
    path.stem for path in FOLDER.glob("*/*.graphql") if path.parent.name != "fragments"
)
CHANGES = {path.stem for path in FOLDER.glob("mutations/*.graphql")}
OFFERS = {"en": TopicText(name="Offers", description="")}
MAPPING = """
host = "till"
[columns]
customer = "no"
email = "mail"
"""
# Values of types that a document needs and that nobody has written a sample for.
PLAIN = {
    "ID": "Q3JtUHJvZmlsZTow",  # CrmProfile:0
    "String": "sample",
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "Decimal": "1",
    "DateTime": "2026-03-29T12:00:00Z",
}
CONTRACT = contract_read(contract_text()).definitions


def operation(name):
    """Return the parsed operation of a document."""
    return next(one for one in parse(DOCUMENTS[name]).definitions if hasattr(one, "operation"))


def permissions(name):
    """Return who may ask the one field of a document."""
    owner = "Mutation" if name in CHANGES else "Query"
    return FIELDS[owner, operation(name).selection_set.selections[0].name.value].permissions


SHOPPERS = {name for name in OPERATIONS if permissions(name) in {SHOPPER, ANYBODY}}
STAFFS = [
    name for name in OPERATIONS if not set(permissions(name)) & {*SHOPPER} and permissions(name)
]


def is_required(node):
    return type(node.type).__name__ == "NonNullType" and node.default_value is None


def sample(node, called):
    """Return the least value of a type for what is `called` so: what is required of it, and nothing else."""
    kind = type(node).__name__
    if kind in {"NonNullType", "ListType"}:
        inner = sample(node.type, called)
        return [inner] if kind == "ListType" else inner
    name = node.name.value
    if called == "currency":
        return "USD"
    if name in PLAIN:
        return PLAIN[name]
    definition = CONTRACT[name]
    if hasattr(definition, "values"):
        return definition.values[0].name.value
    return {
        part.name.value: sample(part.type, part.name.value)
        for part in definition.fields
        if is_required(part)
    }


def document(name):
    """Return an operation with every fragment it needs, each once."""
    needed, waiting = {name: DOCUMENTS[name]}, [name]
    while waiting:
        for fragment in re.findall(r"\.\.\.(\w+)", DOCUMENTS[waiting.pop()]):
            if fragment not in needed:
                needed[fragment] = DOCUMENTS[fragment]
                waiting.append(fragment)
    return "\n".join(needed.values())


def ask(client, query, **variables):
    """Run a document that must succeed, and return what it answers."""
    answer = client.post_graphql(
        (DOCUMENTS.get(query) and document(query)) or query, variables
    ).json()
    assert "errors" not in answer, [error["message"] for error in answer["errors"]]
    return answer["data"]


def told(client, name, **variables):
    """Run a document that may be refused, and return its answer and the names of its errors."""
    answer = client.post_graphql(document(name), variables).json()
    codes = [error["extensions"]["exception"]["code"] for error in answer.get("errors", ())]
    return answer.get("data"), codes


def refused(client, query, **variables):
    """Run a document that must not be answered, and return the names of its errors."""
    answer = client.post_graphql(
        (DOCUMENTS.get(query) and document(query)) or query, variables
    ).json()
    assert not any((answer.get("data") or {}).values()), answer
    return {error["extensions"]["exception"]["code"] for error in answer["errors"]}


class Bought:
    """A registered shopper with one paid order and fifty points more."""

    def __init__(self, shop, crm, user):
        with allow_writer():
            at = timezone.now()
            program_ensure(at=at)
            program_activate(at=at)
            topic_save(slug="offers", texts=OFFERS, position=0, is_offered=True, at=at)
        self.user, self.client = user, ApiClient(user=user)
        self.order = shop.buy(self.client)[0]
        crm.sweep()
        crm.drain()
        found = ask(shop.staff, "CrmProfile", userId=gid("User", user.pk))["crmProfile"]
        self.profile_id = found["id"]
        gift = {"profileId": self.profile_id, "points": 50, "key": "gift", "reason": "test"}
        given = ask(shop.staff, "CrmPointsAdjust", input=gift)["crmPointsAdjust"]
        assert given["errors"] == []

    def variables(self, name):
        """Return what a document needs: what is written here, or else the least that its types demand."""
        return self.written(name) or {
            variable.variable.name.value: sample(variable.type, variable.variable.name.value)
            for variable in operation(name).variable_definitions or ()
            if is_required(variable)
        }

    def is_sure(self, name):
        """Return whether a document asks for something that is there, or needs nothing."""
        return bool(self.written(name)) or not self.variables(name)

    def written(self, name):
        """Return what somebody thought of for a document."""
        move = {"profileId": self.profile_id, "points": 1, "key": name, "reason": "test"}
        consent = {"channel": "email", "topic": "offers", "isGranted": True}
        upload = {"kind": "CUSTOMERS", "fileName": "a.csv", "content": "bm8sbWFpbAo="}
        return {
            "CrmProfile": {"id": self.profile_id},
            "CrmProfileCard": {"userId": gid("User", self.user.pk)},
            "CrmProfilePage": {"id": self.profile_id},
            "CrmProfileHistory": {
                "id": self.profile_id,
                "types": ["ORDER_PLACED", "POINTS_EARNED"],
            },
            "CrmOrder": {"orderId": gid("Order", self.order.pk)},
            "CrmLoyaltyAccount": {"profileId": self.profile_id},
            "CrmLoyaltyEntries": {"profileId": self.profile_id, "kinds": ["EARN"]},
            "CrmImport": {"id": "Q3JtSW1wb3J0OjE="},
            "CrmImportRowErrors": {"importId": "Q3JtSW1wb3J0OjE="},
            "CrmRfmRun": {"id": "Q3JtUmZtUnVuOjE="},
            "CrmProfiles": {
                "where": {"OR": [{"email": {"eq": self.user.email}}, {"ordersCount": {"gte": 99}}]},
                "sortBy": {"field": "SPENT", "direction": "DESC", "currency": "USD"},
            },
            "CrmConsentUpdate": {"input": consent | {"profileId": self.profile_id}},
            "CrmMyConsentUpdate": {"input": consent},
            "CrmProfilePreferences": {"id": self.profile_id},
            "CrmMessageClicks": {"profileId": self.profile_id},
            "CrmTopicSave": {
                "input": {"slug": "tips", "texts": [{"languageCode": "en", "name": "Tips"}]}
            },
            "CrmTopicDelete": {"input": {"slug": "offers"}},
            "CrmPointsAdjust": {"input": move},
            "CrmPointsRedeem": {"input": move},
            "CrmMyPointsRedeem": {"input": {"points": 1, "key": "mine"}},
            "CrmProfileUpdate": {
                "input": {"id": self.profile_id, "city": "Taipei", "addTags": ["VIP"]}
            },
            "CrmMessageSendTest": {"input": {"template": "welcome", "address": "s@example.com"}},
            # dated, as the mapping that it answers would else tell when it was asked
            "CrmImportPreview": {
                "input": {
                    "kind": "CUSTOMERS",
                    "content": upload["content"],
                    "madeAt": PLAIN["DateTime"],
                }
            },
            "CrmImportCreate": {"input": upload | {"mapping": MAPPING, "isDryRun": True}},
        }.get(name, {})
