/** Revenue by group as bars; the table beside it says the same in figures. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

import { groupWord } from "./groups";
import type { Overview } from "./OverviewPage";

const ROW_PIXELS = 30;

export default function RevenueChart({ overview }: { readonly overview: Overview }): ReactNode {
  const intl = useIntl();
  const { currency } = overview.revenue;
  const bars = overview.groups
    .filter((row) => row.revenue.amount > 0)
    .map((row) => ({
      name: intl.formatMessage({ id: groupWord(row.group) }),
      revenue: row.revenue.amount,
    }));
  return (
    // The list of groups below is this chart's table.
    <div aria-hidden="true" style={{ height: bars.length * ROW_PIXELS + 40 }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          accessibilityLayer={false}
          data={bars}
          layout="vertical"
          margin={{ left: 8, right: 16 }}
        >
          <XAxis
            type="number"
            stroke="var(--mu-colors-text-default2)"
            tick={{ fill: "var(--mu-colors-text-default2)", fontSize: 12 }}
            tickFormatter={(value: number) =>
              intl.formatNumber(value, { notation: "compact", style: "currency", currency })
            }
          />
          <YAxis
            type="category"
            dataKey="name"
            width={130}
            stroke="var(--mu-colors-text-default2)"
            tick={{ fill: "var(--mu-colors-text-default1)", fontSize: 12 }}
          />
          <Tooltip
            cursor={{ fill: "var(--mu-colors-background-default1-hovered)" }}
            contentStyle={{
              background: "var(--mu-colors-background-default1)",
              border: "1px solid var(--mu-colors-border-default1)",
              color: "var(--mu-colors-text-default1)",
            }}
            formatter={(value) => intl.formatNumber(Number(value), { style: "currency", currency })}
          />
          <Bar
            dataKey="revenue"
            fill="hsl(214 70% 55%)"
            radius={[0, 4, 4, 0]}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
