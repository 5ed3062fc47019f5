/** The first rows as an import would take them, and what is wrong with the others, at their rows. */
import type { ReactNode } from "react";
import { FormattedDate, FormattedMessage, useIntl } from "react-intl";

import { Card } from "@/ui/Card";
import { Table, type Column } from "@/ui/Table";

import styles from "./Imports.module.css";
import type { Preview } from "./useImportPreview";
import { fieldName, problemText, skipText, valueText } from "./words";

type Row = Preview["rows"][number];

interface Props {
  readonly preview: Preview;
  /** Whether a newer answer is on its way. */
  readonly isStale: boolean;
}

export function FirstRows({ preview, isStale }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const read = preview.fields.filter(({ name }) =>
    preview.columns.some((column) => column.field === name),
  );
  const cells = read.map<Column<Row>>(({ name, kind }) => ({
    key: name,
    title: fieldName(say, name),
    isNumber: kind === "NUMBER" || kind === "WHOLE",
    cell: (row) => (
      <Value
        text={row.values.find((value) => value.field === name)?.text}
        field={name}
        kind={kind}
        zone={preview.format.timeZone}
      />
    ),
  }));
  return (
    <Card
      title={<FormattedMessage id="imports.firstRows" />}
      hint={
        <FormattedMessage
          id="imports.looked"
          values={{ count: preview.rowsRead, refused: preview.rowsRefused }}
        />
      }
      isFlush
    >
      <div aria-busy={isStale}>
        <Table<Row>
          label={say({ id: "imports.firstRows" })}
          rows={preview.rows}
          rowKey={(row) => String(row.line)}
          columns={[
            {
              key: "line",
              title: say({ id: "imports.line" }),
              isNumber: true,
              cell: (row) => row.line,
            },
            {
              key: "outcome",
              title: say({ id: "imports.outcome" }),
              cell: (row) => <Outcome row={row} />,
            },
            ...cells,
          ]}
        />
      </div>
    </Card>
  );
}

function Outcome({ row }: { readonly row: Row }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <>
      <span className={row.outcome === "REFUSED" ? styles["refused"] : undefined}>
        <FormattedMessage
          id={row.outcome === null ? "imports.undecided" : `imports.${row.outcome}`}
        />
        {row.skipCode ? `: ${skipText(say, row.skipCode)}` : ""}
      </span>
      {row.problems.length > 0 ? (
        <ul className={styles["problems"]}>
          {row.problems.map((problem) => (
            <li key={`${problem.column ?? ""} ${problem.code}`}>
              {problem.column ? <strong>{problem.column} </strong> : null}
              {problemText(say, problem.code, problem.message, problem.column)}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

interface ValueProps {
  readonly text: string | undefined;
  readonly field: string;
  readonly kind: string;
  readonly zone: string;
}

function Value({ text, field, kind, zone }: ValueProps): ReactNode {
  const say = useIntl().formatMessage;
  if (text === undefined || text === "") return "–";
  if (kind === "DAY") return <FormattedDate value={text} dateStyle="medium" timeZone="UTC" />;
  if (kind === "INSTANT") {
    return (
      <time dateTime={text}>
        <FormattedDate value={text} dateStyle="medium" timeStyle="short" timeZone={zone} />
      </time>
    );
  }
  return valueText(say, field, text);
}
