/** Asks what a cell means where it could mean two things: which day a date is, which number a number. */
import { useId, type ReactNode } from "react";
import { FormattedDate, FormattedMessage, FormattedNumber } from "react-intl";

import type { CrmImportChoicesInput } from "@/api/generated/graphql";
import type { Words } from "@/languages";

import styles from "./Imports.module.css";
import type { Preview } from "./useImportPreview";

interface PartProps {
  readonly preview: Preview;
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}

interface Way {
  readonly key: string;
  readonly words: ReactNode;
  readonly isTaken: boolean;
  readonly choices: CrmImportChoicesInput;
}

interface WaysProps {
  readonly question: ReactNode;
  readonly hint: keyof Words;
  readonly ways: readonly Way[];
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}

function Ways({ question, hint, ways, onChoose }: WaysProps): ReactNode {
  const name = useId();
  if (ways.length < 2) return null;
  return (
    <fieldset className={styles["group"]}>
      <legend>{question}</legend>
      {ways.map(({ key, words, isTaken, choices }) => (
        <label key={key} className={styles["radio"]}>
          <input type="radio" name={name} checked={isTaken} onChange={() => onChoose(choices)} />
          {words}
        </label>
      ))}
      <p className={styles["hint"]}>
        <FormattedMessage id={hint} />
      </p>
    </fieldset>
  );
}

export function Dates({ preview: { dates, format }, onChoose }: PartProps): ReactNode {
  const cell = dates[0]?.cell ?? "";
  return (
    <Ways
      question={<FormattedMessage id="imports.ambiguousDates" values={{ cell }} />}
      hint="imports.ambiguousDatesHint"
      ways={dates.map((way) => ({
        key: way.format,
        words: <FormattedDate value={way.day} dateStyle="long" timeZone="UTC" />,
        isTaken: format.dateFormats[0] === way.format,
        choices: { dateFormats: [way.format] },
      }))}
      onChoose={onChoose}
    />
  );
}

export function Numbers({ preview: { numbers, format }, onChoose }: PartProps): ReactNode {
  const cell = numbers[0]?.cell ?? "";
  return (
    <Ways
      question={<FormattedMessage id="imports.ambiguousNumbers" values={{ cell }} />}
      hint="imports.ambiguousNumbersHint"
      ways={numbers.map(({ decimalSeparator, thousandsSeparator, number }) => ({
        key: number,
        words: (
          <FormattedNumber value={Number(number)} minimumFractionDigits={fractionOf(number)} />
        ),
        isTaken: format.decimalSeparator === decimalSeparator,
        choices: { decimalSeparator, thousandsSeparator },
      }))}
      onChoose={onChoose}
    />
  );
}

const fractionOf = (number: string): number => number.split(".")[1]?.length ?? 0;
