/** Who bought for the first time and who came back, month by month, with the new ones behind their number. */
import { lazy, Suspense, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import { CrmBuyersByMonthDocument, type CrmBuyersByMonthQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { monthWord } from "@/features/loyalty/liability/months";
import { Card } from "@/ui/Card";
import { Empty, Loaded, Loading } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Count, Money, type MoneyValue } from "@/ui/values";

const BuyersChart = lazy(() => import("./BuyersChart"));

export type BuyersMonth = CrmBuyersByMonthQuery["crmBuyersByMonth"]["months"][number];

export function BuyersCard(): ReactNode {
  const answer = useAsk(CrmBuyersByMonthDocument, {});
  return (
    <Card
      title={<FormattedMessage id="buyers.title" />}
      hint={<FormattedMessage id="buyers.hint" />}
    >
      <Loaded answer={answer} rows={8}>
        {({ crmBuyersByMonth }) => <Shown months={crmBuyersByMonth.months} />}
      </Loaded>
    </Card>
  );
}

function Shown({ months }: { readonly months: readonly BuyersMonth[] }): ReactNode {
  if (months.every((month) => month.newCount + month.returningCount === 0)) {
    return <Empty title={<FormattedMessage id="buyers.none" />} />;
  }
  return (
    <>
      <Suspense fallback={<Loading />}>
        <BuyersChart months={months} />
      </Suspense>
      <Months months={[...months].reverse()} />
    </>
  );
}

function Months({ months }: { readonly months: readonly BuyersMonth[] }): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  return (
    <Table
      label={say({ id: "buyers.title" })}
      rows={months}
      rowKey={(row) => row.month}
      columns={[
        {
          key: "month",
          title: say({ id: "buyers.month" }),
          cell: (row) => monthWord(intl, row.month),
        },
        {
          key: "new",
          title: say({ id: "buyers.new" }),
          isNumber: true,
          cell: (row) => <NewOnes row={row} />,
        },
        {
          key: "returning",
          title: say({ id: "buyers.returning" }),
          isNumber: true,
          cell: (row) => <Count value={row.returningCount} />,
        },
        {
          key: "newRevenue",
          title: say({ id: "buyers.newRevenue" }),
          isNumber: true,
          cell: (row) => <Amounts values={row.revenue.map((one) => one.new)} />,
        },
        {
          key: "returningRevenue",
          title: say({ id: "buyers.returningRevenue" }),
          isNumber: true,
          cell: (row) => <Amounts values={row.revenue.map((one) => one.returning)} />,
        },
      ]}
    />
  );
}

function NewOnes({ row }: { readonly row: BuyersMonth }): ReactNode {
  const intl = useIntl();
  if (row.newCount === 0) return <Count value={0} />;
  return (
    <Link
      to={`/customers?newIn=${row.month}`}
      aria-label={intl.formatMessage(
        { id: "buyers.open" },
        { count: row.newCount, month: monthWord(intl, row.month) },
      )}
    >
      <Count value={row.newCount} />
    </Link>
  );
}

/** Currencies are never added up: each stands on its own line. */
function Amounts({ values }: { readonly values: readonly MoneyValue[] }): ReactNode {
  if (values.length === 0) return "–";
  return values.map((value) => (
    <div key={value.currency}>
      <Money value={value} />
    </div>
  ));
}
