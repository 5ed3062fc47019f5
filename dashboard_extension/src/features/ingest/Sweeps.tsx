/** How far the shop was read again, and the buttons that ask for it. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmReconcileDocument, type CrmSystemFieldsFragment } from "@/api/generated/graphql";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Form";
import { Empty } from "@/ui/States";
import { Table } from "@/ui/Table";
import { useChanged } from "@/ui/useChanged";
import { Count, Instant } from "@/ui/values";

type Sweep = CrmSystemFieldsFragment["sweeps"][number];

interface Props {
  readonly sweeps: readonly Sweep[];
  readonly canSweep: boolean;
}

export function Sweeps({ sweeps, canSweep }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [isAsking, setAsking] = useState(false);
  const change = useChanged(CrmReconcileDocument, "sweeps.asked");
  return (
    <Card
      title={<FormattedMessage id="sweeps.title" />}
      hint={<FormattedMessage id={canSweep ? "sweeps.hint" : "sweeps.noShop"} />}
      isFlush
      actions={
        canSweep ? (
          <>
            <ChangeButton
              does="crmReconcile"
              variant="secondary"
              disabled={change.isPending}
              onClick={() => change.run({})}
            >
              <FormattedMessage id="sweeps.changed" />
            </ChangeButton>
            <ChangeButton
              does="crmReconcile"
              variant="tertiary"
              disabled={change.isPending}
              onClick={() => setAsking(true)}
            >
              <FormattedMessage id="sweeps.whole" />
            </ChangeButton>
          </>
        ) : null
      }
    >
      {sweeps.length > 0 ? (
        <Rows sweeps={sweeps} />
      ) : canSweep ? (
        <Empty title={<FormattedMessage id="sweeps.none" />} />
      ) : null}
      {isAsking ? (
        <Dialog title={say({ id: "sweeps.whole" })} onClose={() => setAsking(false)}>
          <Form
            error={change.error}
            isPending={change.isPending}
            submitWord="sweeps.whole"
            onSubmit={() => change.run({ input: { isWhole: true } }, () => setAsking(false))}
            onCancel={() => setAsking(false)}
          >
            <p>
              <FormattedMessage id="sweeps.wholeHow" />
            </p>
          </Form>
        </Dialog>
      ) : null}
    </Card>
  );
}

function Rows({ sweeps }: { readonly sweeps: readonly Sweep[] }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Table
      label={say({ id: "sweeps.title" })}
      rows={sweeps}
      rowKey={(sweep) => `${sweep.host} ${sweep.kind}`}
      columns={[
        {
          key: "kind",
          title: say({ id: "sweeps.kind" }),
          cell: (sweep) => say({ id: `sweeps.${sweep.kind}` }),
        },
        {
          key: "state",
          title: say({ id: "inbox.state" }),
          cell: (sweep) => say({ id: stateOf(sweep) }),
        },
        {
          key: "finished",
          title: say({ id: "sweeps.last" }),
          cell: (sweep) => <Instant value={sweep.finishedAt} />,
        },
        {
          key: "until",
          title: say({ id: "sweeps.until" }),
          cell: (sweep) => <Instant value={sweep.readUntil} />,
        },
        {
          key: "read",
          title: say({ id: "sweeps.read" }),
          isNumber: true,
          cell: (sweep) => <Count value={sweep.factsRead} />,
        },
        {
          key: "repaired",
          title: say({ id: "sweeps.repaired" }),
          isNumber: true,
          cell: (sweep) => <Count value={sweep.factsRepaired} />,
        },
      ]}
    />
  );
}

function stateOf(sweep: Sweep): "sweeps.running" | "sweeps.waits" | "sweeps.rests" {
  if (sweep.isRunning) return "sweeps.running";
  return sweep.askedAt ? "sweeps.waits" : "sweeps.rests";
}
