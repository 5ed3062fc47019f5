/** Every group with its people and what they brought; each row opens the list of its people. */
import type { ReactNode } from "react";
import { FormattedNumber, useIntl } from "react-intl";
import { Link } from "react-router";

import { Table } from "@/ui/Table";
import { Count, Money } from "@/ui/values";

import { groupWord } from "./groups";
import type { Overview } from "./OverviewPage";

export function GroupList({ overview }: { readonly overview: Overview }): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  return (
    <Table
      label={say({ id: "overview.groups" })}
      rows={overview.groups}
      rowKey={(row) => row.group}
      columns={[
        {
          key: "group",
          title: say({ id: "group.title" }),
          cell: (row) => (
            <Link
              to={`/customers?groups=${row.group}&scope=${encodeURIComponent(overview.scope.id)}`}
            >
              {say({ id: groupWord(row.group) })}
            </Link>
          ),
        },
        {
          key: "count",
          title: say({ id: "overview.customers" }),
          isNumber: true,
          cell: (row) => <Count value={row.profilesCount} />,
        },
        {
          key: "share",
          title: say({ id: "overview.share" }),
          isNumber: true,
          cell: (row) => (
            <FormattedNumber value={row.profilesShare} style="percent" maximumFractionDigits={1} />
          ),
        },
        {
          key: "revenue",
          title: say({ id: "overview.revenue" }),
          isNumber: true,
          cell: (row) => <Money value={row.revenue} />,
        },
        {
          key: "revenueShare",
          title: say({ id: "overview.revenueShare" }),
          isNumber: true,
          cell: (row) => (
            <FormattedNumber value={row.revenueShare} style="percent" maximumFractionDigits={1} />
          ),
        },
      ]}
    />
  );
}
