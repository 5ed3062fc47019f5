/** What was bought, newest first, with what each order earned. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProfileOrdersDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Empty, Loaded } from "@/ui/States";
import { PagedTable } from "@/ui/PagedTable";
import { usePages } from "@/ui/usePages";
import { Count, Day, Money } from "@/ui/values";

import styles from "./Cards.module.css";

const ROWS = 20;

export function OrdersCard({ profileId }: { readonly profileId: string }): ReactNode {
  const say = useIntl().formatMessage;
  const pages = usePages();
  const answer = useAsk(CrmProfileOrdersDocument, { id: profileId, first: ROWS, ...pages.after });
  return (
    <Card title={<FormattedMessage id="orders.title" />} isFlush>
      <Loaded answer={answer}>
        {({ crmProfile }) =>
          crmProfile ? (
            <PagedTable
              label={say({ id: "orders.title" })}
              page={crmProfile.orders}
              pages={pages}
              empty={<Empty title={<FormattedMessage id="orders.none" />} />}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: "number",
                  title: say({ id: "orders.number" }),
                  cell: (row) => `#${row.number}`,
                },
                {
                  key: "on",
                  title: say({ id: "orders.placed" }),
                  cell: (row) => <Day value={row.placedAt} />,
                },
                {
                  key: "status",
                  title: say({ id: "orders.status" }),
                  cell: (row) => say({ id: `order.${row.status}` }),
                },
                {
                  key: "lines",
                  title: say({ id: "orders.lines" }),
                  cell: (row) => (
                    <ul className={styles["lines"]}>
                      {row.lines.map((line, index) => (
                        <li key={`${line.sku} ${index}`}>
                          {line.quantity} × {line.name}
                        </li>
                      ))}
                    </ul>
                  ),
                },
                {
                  key: "total",
                  title: say({ id: "orders.total" }),
                  isNumber: true,
                  cell: (row) => (
                    <>
                      <Money value={row.totalGross} />
                      {row.refunded.amount > 0 ? (
                        <div className={styles["quiet"]}>
                          −<Money value={row.refunded} />
                        </div>
                      ) : null}
                    </>
                  ),
                },
                {
                  key: "points",
                  title: say({ id: "points.title" }),
                  isNumber: true,
                  cell: (row) =>
                    row.award ? <Count value={row.award.points - row.award.clawedBack} /> : "–",
                },
              ]}
            />
          ) : null
        }
      </Loaded>
    </Card>
  );
}
