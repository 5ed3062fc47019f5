/** The rest of how a file is read, for files that are not as most are. */
import { Textarea } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type {
  CrmImportCalendar,
  CrmImportChoicesInput,
  CrmImportRows,
} from "@/api/generated/graphql";
import type { Words } from "@/languages";
import { Checkbox } from "@/ui/Checkbox";
import { Choice } from "@/ui/Choice";

import styles from "./Imports.module.css";
import { Line } from "./Line";
import type { Preview } from "./useImportPreview";

const MARKS = {
  "": "imports.mark.nothing",
  ",": "imports.mark.comma",
  ".": "imports.mark.point",
  ";": "imports.mark.semicolon",
  "\t": "imports.mark.tab",
  "|": "imports.mark.bar",
  " ": "imports.mark.space",
  "\u00a0": "imports.mark.noBreakSpace",
  "\u202f": "imports.mark.narrowSpace",
  "'": "imports.mark.apostrophe",
  "\u2019": "imports.mark.curlyApostrophe",
} as const satisfies Record<string, keyof Words>;
const DELIMITERS = [",", ";", "\t", "|"];
const DECIMALS = [".", ","];
const THOUSANDS = ["", ",", ".", " ", "\u00a0", "\u202f", "'", "\u2019"];
const ROWS: readonly CrmImportRows[] = ["CSV", "JSON_LINES"];
const CALENDARS: readonly CrmImportCalendar[] = ["GREGORIAN", "ROC"];

interface PartProps {
  readonly preview: Preview;
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}

export function FormatMore({ preview, onChoose }: PartProps): ReactNode {
  const say = useIntl().formatMessage;
  const { format } = preview;
  const encodings = [...new Set([format.encoding, ...preview.encodings])];
  return (
    <div className={`${styles["fields"]} ${styles["many"]}`}>
      <Choice
        label={say({ id: "imports.rows" })}
        value={format.rows}
        options={ROWS.map((one) => [one, say({ id: `imports.${one}` })] as const)}
        onChange={(rows) => onChoose({ rows: rows as CrmImportRows })}
      />
      <Choice
        label={say({ id: "imports.encoding" })}
        value={format.encoding}
        options={encodings.map((one) => [one, one] as const)}
        onChange={(encoding) => onChoose({ encoding })}
      />
      <Marks
        label="imports.delimiter"
        value={format.delimiter}
        marks={DELIMITERS}
        onMark={(delimiter) => onChoose({ delimiter })}
      />
      <Marks
        label="imports.decimalSeparator"
        value={format.decimalSeparator}
        marks={DECIMALS}
        onMark={(decimalSeparator) =>
          onChoose({
            decimalSeparator,
            // Both marks at once: what parted thousands may be the decimal mark now.
            ...(format.thousandsSeparator === decimalSeparator ? { thousandsSeparator: "" } : {}),
          })
        }
      />
      <Marks
        label="imports.thousandsSeparator"
        value={format.thousandsSeparator}
        marks={THOUSANDS}
        onMark={(thousandsSeparator) => onChoose({ thousandsSeparator })}
      />
      <Choice
        label={say({ id: "imports.calendar" })}
        value={format.calendar}
        options={CALENDARS.map((one) => [one, say({ id: `imports.${one}` })] as const)}
        onChange={(calendar) => onChoose({ calendar: calendar as CrmImportCalendar })}
      />
      <Formats formats={format.dateFormats} onChoose={onChoose} />
      <Line
        label="imports.phoneCountry"
        value={format.phoneCountry}
        onValue={(country) => onChoose({ phoneCountry: country.toUpperCase() })}
      />
      <Line
        label="imports.host"
        hint="imports.hostHint"
        value={format.host}
        onValue={(host) => onChoose({ host })}
      />
      <div>
        <Checkbox
          label={<FormattedMessage id="imports.emailIsVerified" />}
          isOn={format.emailIsVerified}
          onChange={(emailIsVerified) => onChoose({ emailIsVerified })}
        />
        <p className={styles["hint"]}>
          <FormattedMessage id="imports.emailIsVerifiedHint" />
        </p>
      </div>
    </div>
  );
}

function Formats({
  formats,
  onChoose,
}: {
  readonly formats: readonly string[];
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}): ReactNode {
  const say = useIntl().formatMessage;
  const [typed, setTyped] = useState<string>();
  return (
    <div>
      <Textarea
        label={say({ id: "imports.dateFormats" })}
        rows={3}
        value={typed ?? formats.join("\n")}
        onChange={(event) => {
          setTyped(event.target.value);
          const lines = event.target.value.split("\n").map((line) => line.trim());
          onChoose({ dateFormats: lines.filter((line) => line !== "") });
        }}
        onBlur={() => setTyped(undefined)}
      />
      <p className={styles["hint"]}>{say({ id: "imports.dateFormatsHint" })}</p>
    </div>
  );
}

interface MarksProps {
  readonly label: keyof Words;
  readonly value: string;
  readonly marks: readonly string[];
  readonly onMark: (mark: string) => void;
}

function Marks({ label, value, marks, onMark }: MarksProps): ReactNode {
  const say = useIntl().formatMessage;
  const word = (mark: string): string => {
    const id = MARKS[mark as keyof typeof MARKS];
    return id ? say({ id }) : mark;
  };
  return (
    <Choice
      label={say({ id: label })}
      value={value}
      options={[...new Set([...marks, value])].map((mark) => [mark, word(mark)] as const)}
      onChange={onMark}
    />
  );
}
