/** What became of the shop's messages, each number with the messages behind it. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import { CrmMessageCountsDocument, type CrmMessageCountsQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Loaded } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Count } from "@/ui/values";

const SHOWN = ["queued", "sent", "suppressed", "bounced", "failed", "unknown"] as const;

export function MailOverview(): ReactNode {
  const answer = useAsk(CrmMessageCountsDocument, {});
  return (
    <Card title={<FormattedMessage id="overview.mail" />} isFlush>
      <Loaded answer={answer} rows={6}>
        {(counts) => <Counts counts={counts} />}
      </Loaded>
    </Card>
  );
}

function Counts({ counts }: { readonly counts: CrmMessageCountsQuery }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Table
      label={say({ id: "overview.mail" })}
      rows={SHOWN.map((name) => ({ name, state: name.toUpperCase() as Uppercase<typeof name> }))}
      rowKey={(row) => row.name}
      columns={[
        {
          key: "state",
          title: say({ id: "messages.state" }),
          cell: ({ state }) => (
            <Link to={`/messages/sent?state=${state}`}>{say({ id: `message.${state}` })}</Link>
          ),
        },
        {
          key: "count",
          title: say({ id: "overview.messages" }),
          isNumber: true,
          cell: ({ name }) => <Count value={counts[name].totalCount ?? 0} />,
        },
      ]}
    />
  );
}
