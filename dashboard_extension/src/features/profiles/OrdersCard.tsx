/** What was bought, newest first, with what each order earned. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Card } from "@/ui/Card";
import { Empty } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Count, Day, Money } from "@/ui/values";

import styles from "./Cards.module.css";
import type { Profile } from "./ProfilePage";

interface Props {
  readonly orders: NonNullable<Profile["orders"]>;
}

export function OrdersCard({ orders }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const { edges, totalCount } = orders;
  if (edges.length === 0) return <Empty title={<FormattedMessage id="orders.none" />} />;
  return (
    <Card
      title={<FormattedMessage id="orders.title" />}
      hint={
        <FormattedMessage
          id="list.newestOf"
          values={{ shown: edges.length, count: totalCount ?? edges.length }}
        />
      }
      isFlush
    >
      <Table
        label={say({ id: "orders.title" })}
        rows={edges.map((edge) => edge.node)}
        rowKey={(row) => row.id}
        columns={[
          { key: "number", title: say({ id: "orders.number" }), cell: (row) => `#${row.number}` },
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
    </Card>
  );
}
