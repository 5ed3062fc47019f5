/** The words of the file that stand for a status, yes or no, or a country, with what each is taken for. */
import { useId, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmImportWordChoiceInput } from "@/api/generated/graphql";
import { Card } from "@/ui/Card";

import styles from "./Imports.module.css";
import type { Preview } from "./useImportPreview";
import { fieldName, valueText } from "./words";

const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  consent: ["yes", "no"],
  status: [
    "unconfirmed",
    "unfulfilled",
    "partially_fulfilled",
    "fulfilled",
    "partially_returned",
    "returned",
    "canceled",
    "expired",
    "draft",
  ],
};

type Word = Preview["words"][number];

interface Props {
  readonly words: readonly Word[];
  readonly onWord: (word: CrmImportWordChoiceInput) => void;
}

export function WordChoices({ words, onWord }: Props): ReactNode {
  return (
    <Card
      title={<FormattedMessage id="imports.words" />}
      hint={<FormattedMessage id="imports.wordsHint" />}
    >
      <div className={styles["fields"]}>
        {words.map((word) => (
          <Meaning
            key={`${word.field} ${word.cell}`}
            word={word}
            onMeaning={(meaning) => onWord({ field: word.field, cell: word.cell, meaning })}
          />
        ))}
      </div>
    </Card>
  );
}

interface MeaningProps {
  readonly word: Word;
  readonly onMeaning: (meaning: string) => void;
}

function Meaning({ word, onMeaning }: MeaningProps): ReactNode {
  const say = useIntl().formatMessage;
  const id = useId();
  const meanings = MEANINGS[word.field];
  const value = word.meaning ?? "";
  return (
    <div className={styles["choice"]}>
      <label htmlFor={id}>
        <FormattedMessage
          id="imports.wordMeans"
          values={{ cell: word.cell, field: fieldName(say, word.field) }}
        />
      </label>
      {meanings ? (
        <select id={id} value={value} onChange={(event) => onMeaning(event.target.value)}>
          <option value="">{say({ id: "imports.asItStands" })}</option>
          {meanings.map((meaning) => (
            <option key={meaning} value={meaning}>
              {valueText(say, word.field, meaning)}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          maxLength={2}
          placeholder={say({ id: "imports.asItStands" })}
          onChange={(event) => onMeaning(event.target.value.toUpperCase())}
        />
      )}
    </div>
  );
}
