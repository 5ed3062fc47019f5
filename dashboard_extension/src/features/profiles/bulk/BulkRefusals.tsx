/** The customers for whom a piece of work was refused, and why. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import { CrmBulkJobRowsDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useNames } from "@/features/profiles/useNames";
import { ENGLISH, type Words } from "@/languages";
import { Dialog } from "@/ui/Dialog";
import { PagedTable } from "@/ui/PagedTable";
import { Loaded } from "@/ui/States";
import { usePages } from "@/ui/usePages";

const ROWS = 20;

interface Props {
  readonly jobId: string;
  readonly onClose: () => void;
}

export function BulkRefusals({ jobId, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const answer = useAsk(CrmBulkJobRowsDocument, {
    jobId,
    states: ["REFUSED"],
    first: ROWS,
    ...pages.after,
  });
  const nameFor = useNames(
    answer.data?.crmBulkJobRows.edges.map(({ node }) => node.profileId) ?? [],
  );
  return (
    <Dialog title={say({ id: "jobs.refusals" })} onClose={onClose} isWide>
      <Loaded answer={answer}>
        {({ crmBulkJobRows: page }) => (
          <PagedTable
            label={say({ id: "jobs.refusals" })}
            page={page}
            pages={pages}
            empty={<FormattedMessage id="jobs.noRefusals" />}
            rowKey={(row) => row.profileId}
            columns={[
              {
                key: "who",
                title: say({ id: "profiles.name" }),
                cell: (row) => (
                  <Link to={`/customers/${encodeURIComponent(row.profileId)}`}>
                    {nameFor(row.profileId) ?? row.profileId}
                  </Link>
                ),
              },
              {
                key: "why",
                title: say({ id: "jobs.why" }),
                cell: (row) => say({ id: codeWord(row.code) }, { code: row.code }),
              },
            ]}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

/** A code that this page does not know yet is still shown. */
function codeWord(code: string | null | undefined): keyof Words {
  const word = `jobs.code.${code ?? ""}`;
  return word in ENGLISH ? (word as keyof Words) : "jobs.code.other";
}
