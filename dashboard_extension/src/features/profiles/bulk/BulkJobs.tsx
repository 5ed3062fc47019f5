/** Work on many customers: how far it is, what became of it, and how to stop it; it goes on without this page. */
import { Button } from "@saleor/macaw-ui";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmBulkJobCancelDocument,
  CrmBulkJobsDocument,
  type CrmBulkJobFieldsFragment,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Actor } from "@/ui/Actor";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { PagedTable } from "@/ui/PagedTable";
import { Progress } from "@/ui/Progress";
import { RowButtons } from "@/ui/RowButtons";
import { Failure } from "@/ui/States";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Instant, SignedCount } from "@/ui/values";

import { BulkRefusals } from "./BulkRefusals";

type Job = CrmBulkJobFieldsFragment;
const ROWS = 5;
const LOOK_MILLISECONDS = 1000;

const isAtWork = (job: Job): boolean => job.state === "QUEUED" || job.state === "RUNNING";

export function BulkJobs(): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const [isWatched, setWatched] = useState(false);
  const [opened, setOpened] = useState<Job>();
  const answer = useAsk(
    CrmBulkJobsDocument,
    { first: ROWS, ...pages.after },
    { everyMilliseconds: isWatched ? LOOK_MILLISECONDS : false },
  );
  const page = answer.data?.crmBulkJobs;
  const isNowAtWork = page?.edges.some(({ node }) => isAtWork(node)) ?? false;
  if (isNowAtWork !== isWatched) setWatched(isNowAtWork);
  useAskedAnewAfter(isNowAtWork);
  if (answer.error) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!page || page.edges.length === 0) return null;
  return (
    <Card
      title={<FormattedMessage id="jobs.title" />}
      hint={<FormattedMessage id="jobs.hint" />}
      isFlush
    >
      <PagedTable<Job>
        label={say({ id: "jobs.title" })}
        page={page}
        pages={pages}
        empty={null}
        rowKey={(row) => row.id}
        columns={[
          { key: "what", title: say({ id: "jobs.what" }), cell: (row) => <What job={row} /> },
          {
            key: "who",
            title: say({ id: "jobs.who" }),
            cell: (row) => (
              <>
                <Actor value={row.actor} />
                <div>
                  <Instant value={row.createdAt} />
                </div>
              </>
            ),
          },
          { key: "how", title: say({ id: "jobs.how" }), cell: (row) => <HowFar job={row} /> },
          {
            key: "actions",
            title: say({ id: "jobs.actions" }),
            isTitleHidden: true,
            cell: (row) => <Actions job={row} onOpen={() => setOpened(row)} />,
          },
        ]}
      />
      {opened ? <BulkRefusals jobId={opened.id} onClose={() => setOpened(undefined)} /> : null}
    </Card>
  );
}

/** Asks for the list of customers anew once the work that was seen is over: they have changed. */
function useAskedAnewAfter(isNowAtWork: boolean): void {
  const queries = useQueryClient();
  const wasAtWork = useRef(false);
  useEffect(() => {
    if (wasAtWork.current && !isNowAtWork) void queries.invalidateQueries();
    wasAtWork.current = isNowAtWork;
  }, [isNowAtWork, queries]);
}

function What({ job }: { readonly job: Job }): ReactNode {
  if (job.action === "ADJUST") {
    return (
      <>
        <FormattedMessage
          id="jobs.points"
          values={{ points: <SignedCount value={job.points ?? 0} /> }}
        />
        <div>{job.reason}</div>
      </>
    );
  }
  return [...job.addTags.map((tag) => `+ ${tag}`), ...job.removeTags.map((tag) => `− ${tag}`)].join(
    ", ",
  );
}

function HowFar({ job }: { readonly job: Job }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <>
      {say({ id: `jobs.${job.state}` })}
      {isAtWork(job) ? <Progress percent={job.percent} label="jobs.title" /> : null}
      <div>
        <FormattedMessage
          id="jobs.counts"
          values={{
            done: job.doneCount,
            count: job.rowsCount,
            requested: job.requestedCount,
            refused: job.refusedCount,
          }}
        />
      </div>
    </>
  );
}

function Actions({ job, onOpen }: { readonly job: Job; readonly onOpen: () => void }): ReactNode {
  const cancel = useChanged(CrmBulkJobCancelDocument, "jobs.canceled");
  return (
    <RowButtons>
      {isAtWork(job) ? (
        <ChangeButton
          // Who may not move points may not stop others who do.
          does={job.action === "ADJUST" ? "crmProfilesAdjust" : "crmBulkJobCancel"}
          size="small"
          variant="secondary"
          disabled={cancel.isPending}
          onClick={() => cancel.run({ id: job.id })}
        >
          <FormattedMessage id="jobs.cancel" />
        </ChangeButton>
      ) : null}
      {job.refusedCount > 0 ? (
        <Button size="small" variant="secondary" onClick={onOpen}>
          <FormattedMessage id="jobs.refusals" />
        </Button>
      ) : null}
    </RowButtons>
  );
}
