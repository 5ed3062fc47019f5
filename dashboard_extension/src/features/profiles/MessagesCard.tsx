/** The e-mails to this shopper and what became of each; why one did not go out stands beside it. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProfileMessagesDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { templateName } from "@/features/mail/templates";
import { Card } from "@/ui/Card";
import { Empty, Loaded } from "@/ui/States";
import { PagedTable } from "@/ui/PagedTable";
import { usePages } from "@/ui/usePages";
import { Instant } from "@/ui/values";

const ROWS = 20;

export function MessagesCard({ profileId }: { readonly profileId: string }): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const answer = useAsk(CrmProfileMessagesDocument, { id: profileId, first: ROWS, ...pages.after });
  return (
    <Card title={<FormattedMessage id="messages.title" />} isFlush>
      <Loaded answer={answer}>
        {({ crmProfile }) =>
          crmProfile ? (
            <PagedTable
              label={say({ id: "messages.title" })}
              page={crmProfile.messages}
              pages={pages}
              empty={<Empty title={<FormattedMessage id="messages.none" />} />}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "template",
                  title: say({ id: "messages.template" }),
                  cell: (row) => templateName(say, row.template),
                },
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
          ) : null
        }
      </Loaded>
    </Card>
  );
}
