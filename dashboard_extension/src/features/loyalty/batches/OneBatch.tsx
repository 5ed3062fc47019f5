/** One batch: its totals, how far it is, the lines that are left out, and the ways to give it and take it back. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmPointsBatchApplyDocument,
  CrmPointsBatchDocument,
  CrmPointsBatchRevertDocument,
  type CrmPointsBatchFieldsFragment,
  type CrmPointsBatchQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { ProfileLink } from "@/features/profiles/ProfileLink";
import { useNames } from "@/features/profiles/useNames";
import { Actor } from "@/ui/Actor";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Confirm } from "@/ui/Confirm";
import { Figure, Figures } from "@/ui/Figures";
import { Stack } from "@/ui/Page";
import { PagedTable } from "@/ui/PagedTable";
import { Progress } from "@/ui/Progress";
import { Empty, Loaded } from "@/ui/States";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, Instant } from "@/ui/values";

type Rows = NonNullable<CrmPointsBatchQuery["crmPointsBatch"]>["rows"];
type Row = Rows["edges"][number]["node"];
const ROWS = 20;
const LOOK_MILLISECONDS = 1000;
const AT_WORK = ["QUEUED", "RUNNING", "REVERTING"];

export function OneBatch({ id }: { readonly id: string }): ReactNode {
  const say = useIntl().formatMessage;
  const [isAtWork, setAtWork] = useState(false);
  const pages = usePages();
  const answer = useAsk(
    CrmPointsBatchDocument,
    { id, states: ["REFUSED"], first: ROWS, ...pages.after },
    { everyMilliseconds: isAtWork ? LOOK_MILLISECONDS : false },
  );
  const found = answer.data?.crmPointsBatch;
  const isNowAtWork = found ? AT_WORK.includes(found.state) : false;
  if (isNowAtWork !== isAtWork) setAtWork(isNowAtWork);
  return (
    <Card
      title={found?.name ?? say({ id: "batches.title" })}
      hint={
        found ? (
          <>
            {say({ id: `batches.${found.state}` })} · <Actor value={found.actor} />,{" "}
            <Instant value={found.createdAt} /> {found.reason ? `· ${found.reason}` : null}
          </>
        ) : null
      }
      actions={found ? <Actions batch={found} /> : null}
    >
      <Loaded answer={answer}>
        {({ crmPointsBatch: batch }) =>
          batch ? (
            <Stack>
              <Totals batch={batch} />
              {AT_WORK.includes(batch.state) ? (
                <Progress percent={batch.percent} label="batches.progress" />
              ) : null}
              <LeftOut page={batch.rows} pages={pages} />
            </Stack>
          ) : (
            <Empty title={<FormattedMessage id="batches.none" />} />
          )
        }
      </Loaded>
    </Card>
  );
}

function Totals({ batch }: { readonly batch: CrmPointsBatchFieldsFragment }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Figures>
      <Figure label={say({ id: "batches.lines" })}>
        <Count value={batch.rowsCount} />
      </Figure>
      <Figure label={say({ id: "batches.pointsTotal" })}>
        <Count value={batch.pointsTotal} />
      </Figure>
      <Figure label={say({ id: "batches.linesLeftOut" })}>
        <Count value={batch.refusedCount} />
      </Figure>
      <Figure label={say({ id: "batches.given" })}>
        <Count value={batch.postedPoints} />
      </Figure>
      {batch.state === "REVERTED" || batch.state === "REVERTING" ? (
        <>
          <Figure label={say({ id: "batches.revertedPoints" })}>
            <Count value={batch.revertedPoints} />
          </Figure>
          <Figure label={say({ id: "batches.short" })}>
            <Count value={batch.shortPoints} />
          </Figure>
        </>
      ) : null}
    </Figures>
  );
}

function Actions({ batch }: { readonly batch: CrmPointsBatchFieldsFragment }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const changes = {
    apply: useChanged(CrmPointsBatchApplyDocument, "batches.applied"),
    revert: useChanged(CrmPointsBatchRevertDocument, "batches.reverted"),
  };
  if (batch.state !== "PREVIEW" && batch.state !== "DONE") return null;
  const step = batch.state === "PREVIEW" ? "apply" : "revert";
  const change = changes[step];
  const close = (): void => setAsking(false);
  return (
    <>
      <ChangeButton
        does={step === "apply" ? "crmPointsBatchApply" : "crmPointsBatchRevert"}
        variant={step === "apply" ? "primary" : "secondary"}
        disabled={change.isPending}
        onClick={() => setAsking(true)}
      >
        <FormattedMessage id={`batches.${step}`} />
      </ChangeButton>
      {isAsking ? (
        <Confirm
          word={`batches.${step}`}
          error={change.error}
          isPending={change.isPending}
          isDestructive={step === "revert"}
          onConfirm={() => change.run({ id: batch.id }, close)}
          onClose={close}
        >
          <p>
            <FormattedMessage id={`batches.${step}How`} values={{ points: batch.pointsTotal }} />
          </p>
        </Confirm>
      ) : null}
    </>
  );
}

interface LeftOutProps {
  readonly page: Rows;
  readonly pages: ReturnType<typeof usePages>;
}

function LeftOut({ page, pages }: LeftOutProps): ReactNode {
  const say = useIntl().formatMessage;
  const nameFor = useNames(page.edges.map(({ node }) => node.profileId));
  return (
    <PagedTable<Row>
      label={say({ id: "batches.linesLeftOut" })}
      page={page}
      pages={pages}
      empty={
        <p>
          <FormattedMessage id="batches.noneLeftOut" />
        </p>
      }
      rowKey={(row) => String(row.line)}
      columns={[
        {
          key: "line",
          title: say({ id: "imports.line" }),
          isNumber: true,
          cell: (row) => <Count value={row.line} />,
        },
        {
          key: "who",
          title: say({ id: "profile.title" }),
          cell: (row) => <ProfileLink id={row.profileId} name={nameFor(row.profileId ?? "")} />,
        },
        {
          key: "problem",
          title: say({ id: "imports.problem" }),
          cell: (row) => (row.code ? say({ id: `batches.${row.code}` }) : "–"),
        },
      ]}
    />
  );
}
