/** A table that is readable by screen readers and on a phone, with sorting and pages when its list has them. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Button } from "@saleor/macaw-ui";

import styles from "./Table.module.css";

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** For a column of buttons: its title is read out only. */
  readonly isTitleHidden?: boolean;
  /** The list's sort field, where the list can be sorted by this column. */
  readonly sortField?: string;
}

export interface Sorting {
  readonly field: string;
  readonly direction: "ASC" | "DESC";
}

export interface TableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}

export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
  sorting,
  onSort,
}: TableProps<Row>): ReactNode {
  return (
    // A wide table is scrolled with the keyboard, too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={label}>
      <table className={`${styles["table"]} ${styles["isStacked"]}`}>
        <caption className="visuallyHidden">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head
                key={column.key}
                column={column}
                {...(sorting ? { sorting } : {})}
                {...(onSort ? { onSort } : {})}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={column.isNumber ? styles["number"] : undefined}
                  data-label={column.isTitleHidden ? undefined : column.title}
                >
                  <div>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
}

function Head<Row>({ column, sorting, onSort }: HeadProps<Row>): ReactNode {
  const field = column.sortField;
  const isSorted = field !== undefined && sorting?.field === field;
  const isAscending = sorting?.direction === "ASC";
  return (
    <th
      scope="col"
      className={column.isNumber ? styles["number"] : undefined}
      aria-sort={isSorted ? (isAscending ? "ascending" : "descending") : undefined}
    >
      {field === undefined || !onSort ? (
        <span className={column.isTitleHidden ? "visuallyHidden" : undefined}>{column.title}</span>
      ) : (
        <button
          type="button"
          className={styles["sort"]}
          onClick={() => onSort({ field, direction: isSorted && !isAscending ? "ASC" : "DESC" })}
        >
          {column.title}{" "}
          <span aria-hidden="true">{isSorted ? (isAscending ? "↑" : "↓") : "↕"}</span>
        </button>
      )}
    </th>
  );
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor?: string | null;
}

interface PagerProps {
  readonly pageInfo: PageInfo;
  readonly totalCount?: number | null;
  /** The cursors behind which the pages up to this one start; the first page has none. */
  readonly cursors: readonly string[];
  readonly onCursors: (cursors: readonly string[]) => void;
}

/** Relay's pages forward and back: the way back is the list of cursors that led here. */
export function Pager({ pageInfo, totalCount, cursors, onCursors }: PagerProps): ReactNode {
  const intl = useIntl();
  const { endCursor } = pageInfo;
  return (
    <nav className={styles["pager"]} aria-label={intl.formatMessage({ id: "pager.label" })}>
      {totalCount === undefined || totalCount === null ? null : (
        <span>
          <FormattedMessage id="pager.total" values={{ count: totalCount }} />
        </span>
      )}
      <Button
        variant="secondary"
        disabled={cursors.length === 0}
        onClick={() => onCursors(cursors.slice(0, -1))}
      >
        <FormattedMessage id="pager.previous" />
      </Button>
      <Button
        variant="secondary"
        disabled={!pageInfo.hasNextPage || !endCursor}
        onClick={() => endCursor && onCursors([...cursors, endCursor])}
      >
        <FormattedMessage id="pager.next" />
      </Button>
    </nav>
  );
}
