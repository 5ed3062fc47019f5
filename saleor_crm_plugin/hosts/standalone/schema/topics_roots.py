"""Every question and every change about topics, and what mail providers report."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.topics import (
    CrmDeliveryReportCount,
    CrmTopic,
    CrmTopicDeleteInput,
    CrmTopicSaveInput,
)


@strawberry.type
class TopicsQuery:
    """Questions about topics and delivery reports."""

    crm_topics: list[CrmTopic] = asked(
        "Query.crmTopics", "What mail can be about, in the order of the page; at most fifty."
    )
    crm_delivery_report_counts: list[CrmDeliveryReportCount] = asked(
        "Query.crmDeliveryReportCounts", "What mail providers have reported, by provider and kind."
    )


@strawberry.type
class CrmTopicSave:
    """The answer of `crmTopicSave`."""

    errors: list[CrmError] = shown(ERRORS)
    topic: CrmTopic | None = shown("The topic as it is now.")


@strawberry.type
class CrmTopicDelete:
    """The answer of `crmTopicDelete`."""

    errors: list[CrmError] = shown(ERRORS)


@strawberry.type
class TopicsMutation:
    """Changes of topics."""

    crm_topic_save: CrmTopicSave = asked(
        "Mutation.crmTopicSave",
        "Makes a topic that shoppers can choose, or changes it.",
        {"input": (CrmTopicSaveInput, "The topic as it shall be.")},
    )
    crm_topic_delete: CrmTopicDelete = asked(
        "Mutation.crmTopicDelete",
        "Deletes a topic's words; what shoppers said about it stays in force.",
        {"input": (CrmTopicDeleteInput, "Which.")},
    )
