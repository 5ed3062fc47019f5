/** Makes or changes one topic, with its words in as many languages as the shop has. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmTopicSaveDocument } from "@/api/generated/graphql";
import { languageOf } from "@/languages";
import { Checkbox } from "@/ui/Checkbox";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { languageName } from "@/ui/languageName";
import { wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";

import styles from "./TopicForm.module.css";
import {
  codeOf,
  isSlugFree,
  isTwice,
  placeAfter,
  textsGiven,
  type Draft,
  type Topic,
} from "./topics";

const LANGUAGES_MAX = 30;

interface Props {
  /** Every topic that there is. */
  readonly topics: readonly Topic[];
  /** The one to change; a new one without. */
  readonly topic?: Topic;
  readonly onClose: () => void;
}

export function TopicForm({ topics, topic, onClose }: Props): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  const [slug, setSlug] = useState(topic?.slug ?? "");
  const [position, setPosition] = useState(String(topic?.position ?? placeAfter(topics)));
  const [isOffered, setOffered] = useState(topic?.isOffered ?? true);
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    topic
      ? topic.texts.map((text, key) => ({ key, ...text }))
      : [draftOf(0, languageOf(intl.locale).toLowerCase())],
  );
  const save = useChanged(CrmTopicSaveDocument, "topics.saved");
  const texts = textsGiven(drafts);
  const place = wholeOf(position);
  const isFaulty = topic === undefined && slug !== "" && !isSlugFree(slug, topics);
  const submit = (): void => {
    if (texts && place !== null)
      save.run({ input: { slug, texts, position: place, isOffered } }, onClose);
  };
  const add = (): void =>
    setDrafts([...drafts, draftOf(Math.max(0, ...drafts.map((one) => one.key)) + 1, "")]);
  return (
    <Dialog title={say({ id: topic ? "topics.edit" : "topics.new" })} onClose={onClose}>
      <Form
        error={save.error}
        isPending={save.isPending}
        canSubmit={slug !== "" && !isFaulty && texts !== null && place !== null}
        onSubmit={submit}
        onCancel={onClose}
      >
        {topic ? null : (
          <>
            <Input
              label={say({ id: "topics.slugField" })}
              value={slug}
              maxLength={64}
              error={isFaulty || isRefused(save.error, "slug")}
              onChange={(event) => setSlug(event.target.value)}
            />
            <p>
              <FormattedMessage id={isFaulty ? "topics.slugFaulty" : "topics.slugHint"} />
            </p>
          </>
        )}
        {drafts.map((draft) => (
          <Texts
            key={draft.key}
            draft={draft}
            isTwice={isTwice(draft, drafts)}
            isRefused={isRefused(save.error, "texts")}
            onChange={(changed) =>
              setDrafts(drafts.map((one) => (one.key === draft.key ? changed : one)))
            }
            {...(drafts.length > 1
              ? { onRemove: () => setDrafts(drafts.filter((one) => one.key !== draft.key)) }
              : {})}
          />
        ))}
        {drafts.length < LANGUAGES_MAX ? (
          <div>
            <Button type="button" size="small" variant="secondary" onClick={add}>
              <FormattedMessage id="topics.addLanguage" />
            </Button>
          </div>
        ) : null}
        <Input
          label={say({ id: "topics.positionField" })}
          inputMode="numeric"
          value={position}
          error={place === null || isRefused(save.error, "position")}
          onChange={(event) => setPosition(event.target.value)}
        />
        <Checkbox
          label={say({ id: "topics.offeredField" })}
          isOn={isOffered}
          onChange={setOffered}
        />
      </Form>
    </Dialog>
  );
}

function draftOf(key: number, languageCode: string): Draft {
  return { key, languageCode, name: "", description: "" };
}

interface TextsProps {
  readonly draft: Draft;
  readonly isTwice: boolean;
  readonly isRefused: boolean;
  readonly onChange: (draft: Draft) => void;
  readonly onRemove?: () => void;
}

/** The words in one language. */
function Texts({ draft, isTwice, isRefused, onChange, onRemove }: TextsProps): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  const code = codeOf(draft);
  return (
    <fieldset className={styles["texts"]}>
      <legend>{code ? languageName(intl.locale, code) : say({ id: "topics.languageNew" })}</legend>
      <Input
        label={say({ id: "topics.language" })}
        value={draft.languageCode}
        maxLength={35}
        error={isTwice || isRefused}
        onChange={(event) => onChange({ ...draft, languageCode: event.target.value })}
      />
      {isTwice ? (
        <p>
          <FormattedMessage id="topics.languageTwice" />
        </p>
      ) : null}
      <Input
        label={say({ id: "rules.name" })}
        value={draft.name}
        maxLength={80}
        error={isRefused}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
      />
      <Input
        label={say({ id: "topics.description" })}
        value={draft.description}
        maxLength={300}
        error={isRefused}
        onChange={(event) => onChange({ ...draft, description: event.target.value })}
      />
      {onRemove ? (
        <div>
          <Button type="button" size="small" variant="tertiary" onClick={onRemove}>
            <FormattedMessage id="topics.removeLanguage" />
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}
