/** The rows that an import left out, in words, page by page or as a file. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { ask } from "@/api/client";
import { CrmImportRowErrorsDocument, type CrmImportRowErrorsQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { csvDownload } from "@/features/profiles/bulk/csvDownload";
import { notify } from "@/ui/Notices";
import { PagedTable } from "@/ui/PagedTable";
import { Loaded } from "@/ui/States";
import { usePages } from "@/ui/usePages";

import styles from "./Imports.module.css";
import { problemText } from "./words";

type RowError = CrmImportRowErrorsQuery["crmImportRowErrors"]["edges"][number]["node"];
const ROWS = 20;
const ROWS_PER_PIECE = 100;

interface Props {
  readonly id: string;
  readonly fileName: string;
  readonly isDryRun: boolean;
}

export function RowErrors({ id, fileName, isDryRun }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const answer = useAsk(CrmImportRowErrorsDocument, { importId: id, first: ROWS, ...pages.after });
  return (
    <Loaded answer={answer}>
      {({ crmImportRowErrors: page }) => (
        <>
          <PagedTable<RowError>
            label={say({ id: "imports.rowErrors" })}
            page={page}
            pages={pages}
            empty={
              <p>
                <FormattedMessage id={isDryRun ? "imports.wouldNoErrors" : "imports.noErrors"} />
              </p>
            }
            rowKey={(row) => `${row.line} ${row.column ?? ""} ${row.code}`}
            columns={[
              {
                key: "line",
                title: say({ id: "imports.line" }),
                isNumber: true,
                cell: (row) => row.line,
              },
              {
                key: "column",
                title: say({ id: "imports.column" }),
                cell: (row) => row.column ?? "–",
              },
              {
                key: "problem",
                title: say({ id: "imports.problem" }),
                cell: (row) => problemText(say, row.code, row.message, row.column),
              },
            ]}
          />
          {page.edges.length > 0 ? (
            <>
              <p className={styles["hint"]}>
                {isDryRun ? <FormattedMessage id="imports.mend" /> : null}{" "}
                <FormattedMessage id="imports.errorsStored" />
              </p>
              <Download id={id} fileName={fileName} />
            </>
          ) : null}
        </>
      )}
    </Loaded>
  );
}

function Download({ id, fileName }: Omit<Props, "isDryRun">): ReactNode {
  const say = useIntl().formatMessage;
  const [isPending, setPending] = useState(false);
  const download = async (): Promise<void> => {
    setPending(true);
    try {
      const heads = ["imports.line", "imports.column", "imports.problem"] as const;
      const lines = [csvLine(heads.map((head) => say({ id: head })))];
      for (const row of await allOf(id)) {
        const problem = problemText(say, row.code, row.message, row.column);
        lines.push(csvLine([String(row.line), row.column ?? "", problem]));
      }
      csvDownload(`${fileName} – ${say({ id: "imports.rowErrors" })}.csv`, lines);
    } catch (error) {
      notify({ status: "error", title: error instanceof Error ? error.message : String(error) });
    } finally {
      setPending(false);
    }
  };
  return (
    <div>
      <Button
        type="button"
        size="small"
        variant="secondary"
        disabled={isPending}
        onClick={() => void download()}
      >
        <FormattedMessage id="imports.download" />
      </Button>
    </div>
  );
}

async function allOf(id: string): Promise<RowError[]> {
  const rows: RowError[] = [];
  let after: string | null = null;
  do {
    const variables: { importId: string; first: number; after?: string } = {
      importId: id,
      first: ROWS_PER_PIECE,
      ...(after ? { after } : {}),
    };
    const { crmImportRowErrors: page } = await ask(CrmImportRowErrorsDocument, variables);
    rows.push(...page.edges.map((edge) => edge.node));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return rows;
}

/** Returns a line of CSV; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function csvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`;
}
