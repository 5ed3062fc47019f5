/** Files brought in: a new one with everything seen before it is written, and all that were imported. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmImportsDocument, type CrmImportFieldsFragment } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useMay } from "@/api/useMay";
import type { Words } from "@/languages";
import { Card } from "@/ui/Card";
import { Page } from "@/ui/Page";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { usePages } from "@/ui/usePages";
import { Instant } from "@/ui/values";

import { NewImport } from "./imports/NewImport";
import { WatchedImport } from "./imports/WatchedImport";

const ROWS = 20;
const KIND_WORDS: Readonly<Record<string, keyof Words>> = {
  customers: "imports.CUSTOMERS",
  orders: "imports.ORDERS",
};

export default function ImportsPage(): ReactNode {
  const say = useIntl().formatMessage;
  const may = useMay();
  const [opened, setOpened] = useState<string>();
  return (
    <Page title={say({ id: "nav.imports" })}>
      {may("crmImportCreate") ? <NewImport /> : null}
      <List onOpen={setOpened} />
      {opened ? <WatchedImport key={opened} id={opened} /> : null}
    </Page>
  );
}

function List({ onOpen }: { readonly onOpen: (id: string) => void }): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const answer = useAsk(CrmImportsDocument, { first: ROWS, ...pages.after });
  return (
    <Card title={<FormattedMessage id="imports.title" />} isFlush>
      <Loaded answer={answer}>
        {({ crmImports: page }) => (
          <PagedTable<CrmImportFieldsFragment>
            label={say({ id: "imports.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="imports.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "file",
                title: say({ id: "imports.file" }),
                cell: (row) => (
                  <Button size="small" variant="tertiary" onClick={() => onOpen(row.id)}>
                    {row.fileName}
                  </Button>
                ),
              },
              {
                key: "kind",
                title: say({ id: "imports.kind" }),
                cell: (row) => <Kind kind={row.kind} />,
              },
              {
                key: "state",
                title: say({ id: "inbox.state" }),
                cell: (row) => <State row={row} />,
              },
              {
                key: "at",
                title: say({ id: "imports.startedAt" }),
                cell: (row) => <Instant value={row.startedAt} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Kind({ kind }: { readonly kind: string }): ReactNode {
  const word = KIND_WORDS[kind];
  return word ? <FormattedMessage id={word} /> : kind;
}

function State({ row }: { readonly row: CrmImportFieldsFragment }): ReactNode {
  return (
    <>
      <FormattedMessage id={`imports.${row.state}`} />
      {row.isDryRun ? (
        <>
          {" · "}
          <FormattedMessage id="imports.isDryRun" />
        </>
      ) : null}
    </>
  );
}
