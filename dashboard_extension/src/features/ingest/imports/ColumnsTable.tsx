/** The columns of the file with their first values, and the field that each is taken for. */
import { useId, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmImportColumnChoiceInput } from "@/api/generated/graphql";
import { Card } from "@/ui/Card";
import { Table } from "@/ui/Table";

import styles from "./Imports.module.css";
import type { Preview } from "./useImportPreview";
import { fieldAbout, fieldName } from "./words";

type Column = Preview["columns"][number];

interface Props {
  readonly preview: Preview;
  readonly actions: ReactNode;
  readonly onColumns: (columns: CrmImportColumnChoiceInput[]) => void;
}

export function ColumnsTable({ preview, actions, onColumns }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const assign = (column: string, field: string): void => {
    const others = preview.columns.filter(
      (one) => one.field !== null && one.name !== column && one.field !== field,
    );
    const kept = others.map((one) => ({ column: one.name, field: one.field ?? "" }));
    onColumns(field ? [...kept, { column, field }] : kept);
  };
  return (
    <Card
      title={<FormattedMessage id="imports.columns" />}
      hint={<FormattedMessage id="imports.columnsHint" />}
      actions={actions}
      isFlush
    >
      <Table<Column>
        label={say({ id: "imports.columns" })}
        rows={preview.columns}
        rowKey={(column) => column.name}
        columns={[
          {
            key: "name",
            title: say({ id: "imports.columnName" }),
            cell: (column) => <strong>{column.name}</strong>,
          },
          {
            key: "samples",
            title: say({ id: "imports.samples" }),
            cell: (column) => (
              <span className={styles["samples"]}>{column.samples.join(" · ") || "–"}</span>
            ),
          },
          {
            key: "field",
            title: say({ id: "imports.takenFor" }),
            cell: (column) => (
              <FieldChoice
                column={column}
                fields={preview.fields}
                onField={(field) => assign(column.name, field)}
              />
            ),
          },
        ]}
      />
    </Card>
  );
}

interface FieldChoiceProps {
  readonly column: Column;
  readonly fields: Preview["fields"];
  readonly onField: (field: string) => void;
}

function FieldChoice({ column, fields, onField }: FieldChoiceProps): ReactNode {
  const say = useIntl().formatMessage;
  const id = useId();
  const about = column.field ? fieldAbout(say, column.field) : "";
  return (
    <div className={styles["choice"]}>
      <select
        aria-label={say({ id: "imports.takenForColumn" }, { column: column.name })}
        aria-describedby={about ? id : undefined}
        value={column.field ?? ""}
        onChange={(event) => onField(event.target.value)}
      >
        <option value="">{say({ id: "imports.notImported" })}</option>
        {fields.map(({ name, need }) => (
          <option key={name} value={name}>
            {need === "OPTIONAL"
              ? fieldName(say, name)
              : say(
                  { id: need === "NEEDED" ? "imports.fieldNeeded" : "imports.fieldOneOf" },
                  { field: fieldName(say, name) },
                )}
          </option>
        ))}
      </select>
      {about ? (
        <p id={id} className={styles["hint"]}>
          {about}
        </p>
      ) : null}
    </div>
  );
}
