"""The CRM's documents in Saleor's endpoint: what they need, and what clients of Saleor ask."""

import re
from pathlib import Path

from django.utils import timezone
from saleor.core.db.connection import allow_writer
from saleor.graphql.tests.fixtures import ApiClient
from shop_side import gid

from saleor_crm_plugin.loyalty.services import program_activate, program_ensure
from saleor_crm_plugin.mail.rules.topics import TopicText
from saleor_crm_plugin.mail.services.topics import topic_save

FOLDER = Path(__file__).parents[2] / "graphql"
DOCUMENTS = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*/*.graphql"))}
OPERATIONS = sorted(
    path.stem for path in FOLDER.glob("*/*.graphql") if path.parent.name != "fragments"
)
SHOPPERS = {"CrmMe", "CrmMyPreferences", "CrmMyConsentUpdate", "CrmMyPointsRedeem"}
STAFFS = [name for name in OPERATIONS if name not in SHOPPERS]
OFFERS = {"en": TopicText(name="Offers", description="")}
MAPPING = """
host = "till"
[columns]
customer = "no"
email = "mail"
"""


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
        """Return what each document needs."""
        move = {"profileId": self.profile_id, "points": 1, "key": name, "reason": "test"}
        consent = {"channel": "email", "topic": "offers", "isGranted": True}
        upload = {"kind": "CUSTOMERS", "fileName": "a.csv", "content": "bm8sbWFpbAo="}
        return {
            "CrmProfile": {"id": self.profile_id},
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
            "CrmImportCreate": {"input": upload | {"mapping": MAPPING, "isDryRun": True}},
        }.get(name, {})
