/** The e-mails to this shopper and what became of each; why one did not go out stands beside it. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Card } from "@/ui/Card";
import { Empty } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Instant } from "@/ui/values";

import type { Profile } from "./ProfilePage";

export function MessagesCard({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const { edges, totalCount } = profile.messages;
  if (edges.length === 0) return <Empty title={<FormattedMessage id="messages.none" />} />;
  return (
    <Card
      title={<FormattedMessage id="messages.title" />}
      hint={
        <FormattedMessage
          id="list.newestOf"
          values={{ shown: edges.length, count: totalCount ?? edges.length }}
        />
      }
      isFlush
    >
      <Table
        label={say({ id: "messages.title" })}
        rows={edges.map((edge) => edge.node)}
        rowKey={(row) => row.id}
        columns={[
          { key: "template", title: say({ id: "messages.template" }), cell: (row) => row.template },
          {
            key: "state",
            title: say({ id: "messages.state" }),
            cell: (row) => say({ id: `message.${row.state}` }),
          },
          {
            key: "reason",
            title: say({ id: "messages.reason" }),
            cell: (row) => row.reason ?? "–",
          },
          {
            key: "when",
            title: say({ id: "messages.when" }),
            cell: (row) => <Instant value={row.sentAt ?? row.createdAt} />,
          },
        ]}
      />
    </Card>
  );
}
