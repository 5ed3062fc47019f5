/** Whether everything works: what waits, what died and can be replayed, the sweep of the shop, whether the ledger adds up, and RFM. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmInboxDocument,
  CrmInboxReplayDocument,
  CrmRfmRecomputeDocument,
  CrmRfmRunDocument,
  CrmSystemDocument,
  type CrmInboxState,
} from "@/api/generated/graphql";
import { useAsk, useChange } from "@/api/useAsk";
import { useMay } from "@/api/useMay";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Choice } from "@/ui/Choice";
import { Figure, Figures } from "@/ui/Figures";
import { Page } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { Empty, Loaded } from "@/ui/States";
import { PagedTable } from "@/ui/PagedTable";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, Instant } from "@/ui/values";

import { LedgerProof } from "./LedgerProof";
import { Queues } from "./Queues";
import { Sweeps } from "./Sweeps";

const ROWS = 20;
const STATES: readonly CrmInboxState[] = ["PENDING", "CLAIMED", "DONE", "DEAD"];
const LOOK_MILLISECONDS = 5000;

export default function SystemPage(): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Page title={say({ id: "nav.system" })}>
      <Inbox />
      <Work />
      <LedgerProof />
      <Rfm />
    </Page>
  );
}

function Work(): ReactNode {
  const answer = useAsk(CrmSystemDocument, {}, { everyMilliseconds: LOOK_MILLISECONDS });
  return (
    <Loaded answer={answer}>
      {({ crmSystem: system }) => (
        <>
          <Queues queues={system.queues} />
          <Sweeps sweeps={system.sweeps} canSweep={system.canSweep} />
        </>
      )}
    </Loaded>
  );
}

function Inbox(): ReactNode {
  const say = useIntl().formatMessage;
  const [state, setState] = useState<CrmInboxState | "">("DEAD");
  const pages = usePages();
  const answer = useAsk(
    CrmInboxDocument,
    { first: ROWS, ...(state ? { states: [state] } : {}), ...pages.after },
    { everyMilliseconds: LOOK_MILLISECONDS },
  );
  const replay = useChanged(CrmInboxReplayDocument, "inbox.replayed");
  return (
    <Loaded answer={answer}>
      {({ crmInbox: inbox }) => (
        <>
          <Figures>
            <Figure label={say({ id: "inbox.pending" })}>
              <Count value={inbox.pending + inbox.claimed} />
            </Figure>
            <Figure label={say({ id: "inbox.oldest" })}>
              <Instant value={inbox.oldestPendingAt} />
            </Figure>
            <Figure label={say({ id: "inbox.dead" })}>
              <Count value={inbox.dead} />
            </Figure>
          </Figures>
          <Card
            title={<FormattedMessage id="inbox.title" />}
            hint={<FormattedMessage id="inbox.hint" />}
            actions={
              <>
                <Choice
                  label={say({ id: "inbox.state" })}
                  value={state}
                  options={[
                    ["", say({ id: "filter.any" })],
                    ...STATES.map((one) => [one, say({ id: `inbox.${one}` })] as const),
                  ]}
                  onChange={(value) => {
                    pages.onCursors([]);
                    setState(value as CrmInboxState | "");
                  }}
                />
                <ChangeButton
                  does="crmInboxReplay"
                  variant="secondary"
                  disabled={inbox.dead === 0 || replay.isPending}
                  onClick={() => replay.run({})}
                >
                  <FormattedMessage id="inbox.replayAll" />
                </ChangeButton>
              </>
            }
            isFlush
          >
            <PagedTable
              label={say({ id: "inbox.title" })}
              page={inbox.items}
              pages={pages}
              empty={<Empty title={<FormattedMessage id="inbox.none" />} />}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "reference",
                  title: say({ id: "inbox.reference" }),
                  cell: (row) => row.reference,
                },
                {
                  key: "state",
                  title: say({ id: "inbox.state" }),
                  cell: (row) => say({ id: `inbox.${row.state}` }),
                },
                {
                  key: "attempts",
                  title: say({ id: "inbox.attempts" }),
                  isNumber: true,
                  cell: (row) => <Count value={row.attempts} />,
                },
                {
                  key: "error",
                  title: say({ id: "inbox.error" }),
                  cell: (row) => row.error ?? "–",
                },
                {
                  key: "at",
                  title: say({ id: "inbox.acceptedAt" }),
                  cell: (row) => <Instant value={row.acceptedAt} />,
                },
                {
                  key: "replay",
                  title: say({ id: "inbox.replay" }),
                  cell: (row) =>
                    row.state === "DEAD" ? (
                      <ChangeButton
                        does="crmInboxReplay"
                        size="small"
                        variant="secondary"
                        disabled={replay.isPending}
                        onClick={() => replay.run({ input: { ids: [row.id] } })}
                      >
                        <FormattedMessage id="inbox.replay" />
                      </ChangeButton>
                    ) : (
                      "–"
                    ),
                },
              ]}
            />
          </Card>
        </>
      )}
    </Loaded>
  );
}

function Rfm(): ReactNode {
  const [runId, setRunId] = useState<string>();
  const may = useMay();
  const ask = useChange(CrmRfmRecomputeDocument);
  const run = useAsk(
    CrmRfmRunDocument,
    { id: runId ?? "" },
    { isEnabled: runId !== undefined && may("crmRfmRun"), everyMilliseconds: 1000 },
  );
  const percent = run.data?.crmRfmRun?.percent;
  return (
    <Card
      title={<FormattedMessage id="rfm.recompute" />}
      hint={<FormattedMessage id="rfm.recomputeHint" />}
      actions={
        <ChangeButton
          does="crmRfmRecompute"
          variant="secondary"
          disabled={ask.isPending}
          onClick={() =>
            ask.mutate({}, { onSuccess: (data) => setRunId(data.crmRfmRecompute.run?.id) })
          }
        >
          <FormattedMessage id="rfm.recompute" />
        </ChangeButton>
      }
    >
      {percent === undefined ? null : <Progress percent={percent} label="rfm.recompute" />}
    </Card>
  );
}
