/** What an order brought its shopper, and whether he bought before, beside the order in the Dashboard. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmLedgerDocument,
  CrmOrderDocument,
  type CrmLedgerQuery,
  type CrmOrderQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { EntryReason } from "@/features/profiles/EntryReason";
import { Empty, Loaded } from "@/ui/States";
import { SignedCount } from "@/ui/values";
import { Fact, Facts, Lines, PageLink, PageLinks, Quiet, Widget } from "@/ui/Widget";

type Order = NonNullable<CrmOrderQuery["crmOrder"]>;
type Entry = CrmLedgerQuery["crmLedger"]["edges"][number]["node"];
const ROWS = 20;

export function OrderWidget({ orderId }: { readonly orderId: string | null }): ReactNode {
  const answer = useAsk(CrmOrderDocument, { orderId }, { isEnabled: orderId !== null });
  return (
    <Widget>
      {orderId === null ? (
        <Unknown />
      ) : (
        <Loaded answer={answer} rows={4}>
          {({ crmOrder }) => (crmOrder ? <Shown order={crmOrder} /> : <Unknown />)}
        </Loaded>
      )}
    </Widget>
  );
}

function Unknown(): ReactNode {
  return (
    <Empty title={<FormattedMessage id="orders.unknown" />}>
      <p>
        <FormattedMessage id="widget.unknownHow" />
      </p>
    </Empty>
  );
}

function Shown({ order }: { readonly order: Order }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <>
      <Facts>
        <Fact label={say({ id: "orders.buyer" })}>
          <Buyer order={order} />
        </Fact>
        <Fact label={say({ id: "points.title" })}>
          <FormattedMessage
            id="points.count"
            values={{ points: order.award ? order.award.points - order.award.clawedBack : 0 }}
          />
        </Fact>
      </Facts>
      <Movements order={order} />
      <PageLinks>
        <PageLink to={`/customers/${encodeURIComponent(order.profile.id)}`}>
          <FormattedMessage id="widget.open" />
        </PageLink>
      </PageLinks>
    </>
  );
}

function Buyer({ order }: { readonly order: Order }): ReactNode {
  if (order.exclusion) return <FormattedMessage id={`exclusion.${order.exclusion}`} />;
  return <FormattedMessage id="orders.ordinal" values={{ ordinal: order.ordinal ?? 0 }} />;
}

function Movements({ order }: { readonly order: Order }): ReactNode {
  const say = useIntl().formatMessage;
  const answer = useAsk(CrmLedgerDocument, {
    where: { orderReference: order.reference },
    first: ROWS,
  });
  return (
    <Loaded answer={answer} rows={2}>
      {({ crmLedger: { edges } }) =>
        edges.length > 0 ? (
          <Lines<Entry>
            rows={edges.map((edge) => edge.node)}
            rowKey={(entry) => entry.id}
            left={(entry) => (
              <>
                {say({ id: `entry.${entry.kind}` })}
                <EntryReason entry={{ ...entry, orderReference: null }} />
              </>
            )}
            right={(entry) => <SignedCount value={entry.points} />}
          />
        ) : (
          <Quiet>
            <FormattedMessage id={order.isFullyPaid ? "orders.noPoints" : "orders.unpaid"} />
          </Quiet>
        )
      }
    </Loaded>
  );
}
