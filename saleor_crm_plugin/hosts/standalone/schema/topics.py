"""Topics, choices, clicks and reports as GraphQL types."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import given, shown


@strawberry.type(description="The words of a topic in one language.")
class CrmTopicText:
    language_code: str = shown("BCP 47 code in lower case, such as `zh-hant`.")
    name: str = shown("What shoppers read.")
    description: str = shown("A sentence below it; may be empty.")


@strawberry.type(description="Something that mail is about and that shoppers can choose.")
class CrmTopic:
    slug: str = shown("What messages and consents name.")
    texts: list[CrmTopicText] = shown("Its words by language.")
    position: int = shown("Its place on the page, the lowest first.")
    is_offered: bool = shown("Whether it stands on every shopper's page.")


@strawberry.type(description="One thing that a shopper hears about by e-mail or not.")
class CrmPreference:
    topic: str | None = shown("The topic's slug; null for news without a topic.")
    name: str | None = shown("The topic's name; null for news without a topic.")
    description: str | None = shown("A sentence about it.")
    is_on: bool = shown("Whether mail about it may be sent.")


@strawberry.type(description="One opening of one link of an e-mail.")
class CrmClick:
    url: str = shown("Where the link leads.")
    tag: str | None = shown("The subject that the template gave the link.")
    is_human: bool | None = shown("Whether a person opened it; null until that is judged.")
    reason: str | None = shown("Why it was no person.")
    clicked_at: datetime = shown("When.")


@strawberry.type(description="How many reports of one kind a mail provider sent.")
class CrmDeliveryReportCount:
    provider: str = shown("The provider, by its word in the address.")
    kind: str = shown("What was reported: `delivered`, `bounced`, `complained`, `unsubscribed`.")
    total_count: int = shown("How many there are.")
    unmatched_count: int = shown("How many are about no message of ours.")
    waiting_count: int = shown("How many are not applied yet, or were given up.")


@strawberry.input(description="The words of a topic in one language.")
class CrmTopicTextInput:
    language_code: str = shown("BCP 47 code.")
    name: str = shown("At most 80 characters.")
    description: str | None = given("At most 300 characters.")


@strawberry.input(description="The topic as it shall be; one of this slug is changed.")
class CrmTopicSaveInput:
    slug: str = shown("At most 64 of a-z, 0-9, _ and -.")
    texts: list[CrmTopicTextInput] = shown("Its words, in at least one language.")
    position: int | None = given("Its place on the page; 0 unless given.")
    is_offered: bool | None = given("Whether it stands on every page; true unless given.")


@strawberry.input(description="Which topic to delete.")
class CrmTopicDeleteInput:
    slug: str = shown("The topic.")
