/** What can be done with the customers that are selected, or with everybody in the list. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { ask } from "@/api/client";
import { CrmProfileExportDocument } from "@/api/generated/graphql";
import { ChangeButton } from "@/ui/ChangeButton";
import { Choice } from "@/ui/Choice";
import { notify } from "@/ui/Notices";
import { Failure } from "@/ui/States";
import { Tools } from "@/ui/Tools";

import type { View } from "../view";
import { AdjustMany } from "./AdjustMany";
import { BulkProgress } from "./BulkProgress";
import { csvDownload } from "./csvDownload";
import { TagMany } from "./TagMany";
import { useBulk } from "./useBulk";
import type { Wanted } from "./wanted";

interface Props {
  readonly view: View;
  readonly totalCount: number;
  readonly selected: ReadonlySet<string>;
}

export function BulkBar({ view, totalCount, selected }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [isForAll, setForAll] = useState(false);
  const [open, setOpen] = useState<"tag" | "adjust">();
  const forAll = isForAll || selected.size === 0;
  const { where, search } = view.variables;
  const wanted: Wanted = forAll
    ? { ...(where ? { where } : {}), ...(search ? { search } : {}), count: totalCount }
    : { where: { ids: [...selected] }, count: selected.size };
  const close = (): void => setOpen(undefined);
  return (
    <Tools>
      <Choice
        label={say({ id: "bulk.selection" })}
        value={forAll ? "all" : "selected"}
        options={[
          ...(selected.size > 0
            ? [["selected", say({ id: "bulk.selected" }, { count: selected.size })] as const]
            : []),
          ["all", say({ id: "bulk.all" }, { count: totalCount })],
        ]}
        onChange={(value) => setForAll(value === "all")}
      />
      <ChangeButton does="crmBulkJobCreate" variant="secondary" onClick={() => setOpen("tag")}>
        <FormattedMessage id="bulk.tag" />
      </ChangeButton>
      <ChangeButton does="crmProfilesAdjust" variant="secondary" onClick={() => setOpen("adjust")}>
        <FormattedMessage id="points.adjust" />
      </ChangeButton>
      <Export key={JSON.stringify(wanted)} wanted={wanted} view={view} />
      {open === "tag" ? <TagMany wanted={wanted} onClose={close} /> : null}
      {open === "adjust" ? <AdjustMany wanted={wanted} onClose={close} /> : null}
    </Tools>
  );
}

interface ExportProps {
  readonly wanted: Wanted;
  readonly view: View;
}

function Export({ wanted, view }: ExportProps): ReactNode {
  const say = useIntl().formatMessage;
  const { count, ...whom } = wanted;
  const bulk = useBulk(
    async (after) => {
      const variables = { ...whom, sortBy: view.variables.sortBy, after };
      return (await ask(CrmProfileExportDocument, variables)).crmProfileExport;
    },
    (parts) => {
      csvDownload(
        `${say({ id: "bulk.file" })}.csv`,
        parts.map((part) => part.csv),
      );
      notify({ status: "success", title: say({ id: "bulk.exported" }) });
    },
  );
  const done = bulk.parts.reduce((sum, part) => sum + part.rowsCount, 0);
  return (
    <>
      <Button variant="secondary" disabled={bulk.isPending} onClick={bulk.run}>
        <FormattedMessage id="bulk.export" />
      </Button>
      {bulk.isPending ? <BulkProgress done={done} count={count} /> : null}
      {bulk.error ? <Failure error={bulk.error} onRetry={bulk.run} /> : null}
    </>
  );
}
