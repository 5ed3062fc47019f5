/** Points for many at once: a file is checked, its totals are looked at, then it is given, and can be taken back. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmPointsBatchesDocument,
  type CrmPointsBatchFieldsFragment,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Stack } from "@/ui/Page";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { usePages } from "@/ui/usePages";
import { Count, Instant } from "@/ui/values";

import { OneBatch } from "./OneBatch";
import { UploadBatch } from "./UploadBatch";

const ROWS = 20;

export default function BatchesCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [isNew, setNew] = useState(false);
  const [watched, setWatched] = useState<string>();
  const pages = usePages();
  const answer = useAsk(CrmPointsBatchesDocument, { first: ROWS, ...pages.after });
  return (
    <Stack>
      {watched ? <OneBatch key={watched} id={watched} /> : null}
      <Card
        title={<FormattedMessage id="batches.title" />}
        hint={<FormattedMessage id="batches.hint" />}
        actions={
          <ChangeButton does="crmPointsBatchCreate" onClick={() => setNew(true)}>
            <FormattedMessage id="batches.new" />
          </ChangeButton>
        }
        isFlush
      >
        <Loaded answer={answer}>
          {({ crmPointsBatches: page }) => (
            <PagedTable<CrmPointsBatchFieldsFragment>
              label={say({ id: "batches.title" })}
              page={page}
              pages={pages}
              empty={<Empty title={<FormattedMessage id="batches.none" />} />}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "name",
                  title: say({ id: "rules.name" }),
                  cell: (row) => (
                    <Button size="small" variant="tertiary" onClick={() => setWatched(row.id)}>
                      {row.name}
                    </Button>
                  ),
                },
                {
                  key: "state",
                  title: say({ id: "inbox.state" }),
                  cell: (row) => say({ id: `batches.${row.state}` }),
                },
                {
                  key: "lines",
                  title: say({ id: "batches.lines" }),
                  isNumber: true,
                  cell: (row) => <Count value={row.rowsCount} />,
                },
                {
                  key: "points",
                  title: say({ id: "batches.pointsTotal" }),
                  isNumber: true,
                  cell: (row) => <Count value={row.pointsTotal} />,
                },
                {
                  key: "given",
                  title: say({ id: "batches.given" }),
                  isNumber: true,
                  cell: (row) => <Count value={row.postedPoints} />,
                },
                {
                  key: "at",
                  title: say({ id: "points.when" }),
                  cell: (row) => <Instant value={row.createdAt} />,
                },
              ]}
            />
          )}
        </Loaded>
        {isNew ? (
          <UploadBatch
            onClose={() => setNew(false)}
            onCreated={(id) => {
              setWatched(id);
              setNew(false);
            }}
          />
        ) : null}
      </Card>
    </Stack>
  );
}
