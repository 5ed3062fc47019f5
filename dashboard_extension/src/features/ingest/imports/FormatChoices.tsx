/** How the file is read, and what holds where it says nothing: what this file needs first, the rest below. */
import { Textarea } from "@saleor/macaw-ui";
import { useId, useState, type ReactNode } from "react";
import { FormattedDate, FormattedMessage, useIntl } from "react-intl";

import type {
  CrmImportCalendar,
  CrmImportChoicesInput,
  CrmImportKind,
  CrmImportRows,
} from "@/api/generated/graphql";
import type { Words } from "@/languages";
import { Card } from "@/ui/Card";
import { Checkbox } from "@/ui/Checkbox";
import { Choice } from "@/ui/Choice";
import { Input } from "@/ui/Input";

import styles from "./Imports.module.css";
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

interface Props {
  readonly kind: CrmImportKind;
  readonly preview: Preview;
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}

export function FormatChoices({ kind, preview, onChoose }: Props): ReactNode {
  const isRead = (field: string): boolean => preview.columns.some((one) => one.field === field);
  return (
    <Card
      title={<FormattedMessage id="imports.format" />}
      hint={<FormattedMessage id="imports.formatHint" />}
    >
      <div className={styles["stack"]}>
        {preview.dates.length > 1 ? <Dates preview={preview} onChoose={onChoose} /> : null}
        {preview.areNumbersAmbiguous ? (
          <p role="status">
            <FormattedMessage id="imports.ambiguousNumbers" />
          </p>
        ) : null}
        {kind === "ORDERS" ? (
          <OrderDefaults preview={preview} isRead={isRead} onChoose={onChoose} />
        ) : (
          <CustomerDefaults preview={preview} onChoose={onChoose} />
        )}
        <details>
          <summary>
            <FormattedMessage id="imports.formatMore" />
          </summary>
          <More preview={preview} onChoose={onChoose} />
        </details>
      </div>
    </Card>
  );
}

type PartProps = Omit<Props, "kind">;

/** A line that is taken over while it is typed. */
function Line({
  label,
  hint,
  value,
  onValue,
}: {
  readonly label: keyof Words;
  readonly hint?: keyof Words;
  readonly value: string;
  readonly onValue: (value: string) => void;
}): ReactNode {
  const say = useIntl().formatMessage;
  const [typed, setTyped] = useState<string>();
  return (
    <Input
      label={say({ id: label })}
      helperText={hint ? say({ id: hint }) : undefined}
      value={typed ?? value}
      onChange={(event) => {
        setTyped(event.target.value);
        onValue(event.target.value.trim());
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

function Dates({ preview, onChoose }: PartProps): ReactNode {
  const name = useId();
  const taken = preview.format.dateFormats[0];
  return (
    <fieldset className={styles["group"]}>
      <legend>
        <FormattedMessage
          id="imports.ambiguousDates"
          values={{ cell: preview.dates[0]?.cell ?? "" }}
        />
      </legend>
      {preview.dates.map(({ format, day }) => (
        <label key={format} className={styles["radio"]}>
          <input
            type="radio"
            name={name}
            checked={format === taken}
            onChange={() => onChoose({ dateFormats: [format] })}
          />
          <FormattedDate value={day} dateStyle="long" timeZone="UTC" />
        </label>
      ))}
      <p className={styles["hint"]}>
        <FormattedMessage id="imports.ambiguousDatesHint" />
      </p>
    </fieldset>
  );
}

function OrderDefaults({
  preview: { format },
  isRead,
  onChoose,
}: PartProps & { readonly isRead: (field: string) => boolean }): ReactNode {
  return (
    <div className={styles["fields"]}>
      {isRead("currency") ? null : (
        <Line
          label="imports.currency"
          value={format.currency}
          onValue={(currency) => onChoose({ currency: currency.toUpperCase() })}
        />
      )}
      {isRead("channel") ? null : (
        <Line
          label="imports.channel"
          value={format.channel}
          onValue={(channel) => onChoose({ channel })}
        />
      )}
      <Zone value={format.timeZone} onChoose={onChoose} />
      <Checkbox
        label={<FormattedMessage id="imports.isPaid" />}
        isOn={format.isPaid}
        onChange={(isPaid) => onChoose({ isPaid })}
      />
    </div>
  );
}

function CustomerDefaults({ preview: { format }, onChoose }: PartProps): ReactNode {
  return (
    <div className={styles["fields"]}>
      <Zone value={format.timeZone} onChoose={onChoose} />
      <Checkbox
        label={<FormattedMessage id="imports.isRegistered" />}
        isOn={format.isRegistered}
        onChange={(isRegistered) => onChoose({ isRegistered })}
      />
    </div>
  );
}

function Zone({
  value,
  onChoose,
}: {
  readonly value: string;
  readonly onChoose: (choices: CrmImportChoicesInput) => void;
}): ReactNode {
  const say = useIntl().formatMessage;
  const known = Intl.supportedValuesOf("timeZone");
  const zones = [...new Set(["UTC", value, ...known])].sort();
  return (
    <Choice
      label={say({ id: "imports.timeZone" })}
      value={value}
      options={zones.map((zone) => [zone, zone] as const)}
      onChange={(timeZone) => onChoose({ timeZone })}
    />
  );
}

function More({ preview, onChoose }: PartProps): ReactNode {
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
