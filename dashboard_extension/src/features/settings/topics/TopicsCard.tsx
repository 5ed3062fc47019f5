/** What mail can be about: the topics that shoppers choose from, in the order of their page. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmTopicDeleteDocument, CrmTopicsDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Confirm } from "@/ui/Confirm";
import { languageName } from "@/ui/languageName";
import { RowButtons } from "@/ui/RowButtons";
import { Empty, Loaded } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Tags } from "@/ui/Tags";
import { useChanged } from "@/ui/useChanged";
import { Count } from "@/ui/values";

import { TopicForm } from "./TopicForm";
import { topicName, type Topic } from "./topics";

export default function TopicsCard(): ReactNode {
  const [edited, setEdited] = useState<Topic | "new">();
  const [ended, setEnded] = useState<Topic>();
  const answer = useAsk(CrmTopicsDocument);
  return (
    <Card
      title={<FormattedMessage id="topics.title" />}
      hint={<FormattedMessage id="topics.hint" />}
      actions={
        <ChangeButton does="crmTopicSave" disabled={!answer.data} onClick={() => setEdited("new")}>
          <FormattedMessage id="topics.new" />
        </ChangeButton>
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmTopics }) => (
          <>
            {crmTopics.length === 0 ? (
              <Empty title={<FormattedMessage id="topics.none" />}>
                <FormattedMessage id="topics.noneHow" />
              </Empty>
            ) : (
              <TopicList topics={crmTopics} onEdit={setEdited} onEnd={setEnded} />
            )}
            {edited ? (
              <TopicForm
                topics={crmTopics}
                {...(edited === "new" ? {} : { topic: edited })}
                onClose={() => setEdited(undefined)}
              />
            ) : null}
          </>
        )}
      </Loaded>
      {ended ? <DeleteTopic topic={ended} onClose={() => setEnded(undefined)} /> : null}
    </Card>
  );
}

interface ListProps {
  readonly topics: readonly Topic[];
  readonly onEdit: (topic: Topic) => void;
  readonly onEnd: (topic: Topic) => void;
}

function TopicList({ topics, onEdit, onEnd }: ListProps): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  return (
    <Table
      label={say({ id: "topics.title" })}
      rows={topics}
      rowKey={(topic) => topic.slug}
      columns={[
        {
          key: "name",
          title: say({ id: "rules.name" }),
          cell: (topic) => topicName(topic, intl.locale),
        },
        { key: "slug", title: say({ id: "topics.slug" }), cell: (topic) => topic.slug },
        {
          key: "languages",
          title: say({ id: "topics.languages" }),
          cell: (topic) => (
            <Tags tags={topic.texts.map((text) => languageName(intl.locale, text.languageCode))} />
          ),
        },
        {
          key: "position",
          title: say({ id: "topics.position" }),
          isNumber: true,
          cell: (topic) => <Count value={topic.position} />,
        },
        {
          key: "offered",
          title: say({ id: "topics.offered" }),
          cell: (topic) => say({ id: topic.isOffered ? "topics.isOffered" : "topics.isHidden" }),
        },
        {
          key: "edit",
          title: say({ id: "action.edit" }),
          isTitleHidden: true,
          cell: (topic) => (
            <RowButtons>
              <ChangeButton
                does="crmTopicSave"
                size="small"
                variant="secondary"
                onClick={() => onEdit(topic)}
              >
                <FormattedMessage id="action.edit" />
              </ChangeButton>
              <ChangeButton
                does="crmTopicDelete"
                size="small"
                variant="tertiary"
                onClick={() => onEnd(topic)}
              >
                <FormattedMessage id="topics.delete" />
              </ChangeButton>
            </RowButtons>
          ),
        },
      ]}
    />
  );
}

interface DeleteProps {
  readonly topic: Topic;
  readonly onClose: () => void;
}

function DeleteTopic({ topic, onClose }: DeleteProps): ReactNode {
  const intl = useIntl();
  const remove = useChanged(CrmTopicDeleteDocument, "topics.deleted");
  return (
    <Confirm
      word="topics.delete"
      error={remove.error}
      isPending={remove.isPending}
      onConfirm={() => remove.run({ input: { slug: topic.slug } }, onClose)}
      onClose={onClose}
    >
      <p>
        <FormattedMessage id="topics.deleteHow" values={{ topic: topicName(topic, intl.locale) }} />
      </p>
    </Confirm>
  );
}
