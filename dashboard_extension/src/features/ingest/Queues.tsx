/** What waits for a worker, kind by kind; what waits too long asks whether one runs. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmSystemFieldsFragment } from "@/api/generated/graphql";
import { Card } from "@/ui/Card";
import { Table } from "@/ui/Table";
import { Count, Instant } from "@/ui/values";

type Queue = CrmSystemFieldsFragment["queues"][number];

export function Queues({ queues }: { readonly queues: readonly Queue[] }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Card
      title={<FormattedMessage id="queues.title" />}
      hint={<FormattedMessage id="queues.hint" />}
      isFlush
    >
      {queues.some((queue) => queue.isLate) ? (
        <p role="alert">
          <FormattedMessage id="queues.late" />
        </p>
      ) : null}
      <Table
        label={say({ id: "queues.title" })}
        rows={queues}
        rowKey={(queue) => queue.name}
        columns={[
          {
            key: "name",
            title: say({ id: "queues.work" }),
            cell: (queue) => say({ id: `queues.${queue.name}` }),
          },
          {
            key: "waiting",
            title: say({ id: "inbox.pending" }),
            isNumber: true,
            cell: (queue) => <Count value={queue.waitingCount} />,
          },
          {
            key: "since",
            title: say({ id: "inbox.oldest" }),
            cell: (queue) => <Instant value={queue.waitsSince} />,
          },
        ]}
      />
    </Card>
  );
}
