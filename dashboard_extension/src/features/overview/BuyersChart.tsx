/** New and returning buyers as one bar a month; the table below it says the same in figures. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";
import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

import { monthWord } from "@/features/loyalty/liability/months";

import type { BuyersMonth } from "./BuyersCard";

const TICK = { fill: "var(--mu-colors-text-default2)", fontSize: 12 };

export default function BuyersChart({
  months,
}: {
  readonly months: readonly BuyersMonth[];
}): ReactNode {
  const intl = useIntl();
  const bars = months.map((month) => ({ ...month, name: monthWord(intl, month.month) }));
  return (
    <div aria-hidden="true" style={{ height: 260 }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart accessibilityLayer={false} data={bars} margin={{ left: 0, right: 16 }}>
          <XAxis dataKey="name" stroke="var(--mu-colors-text-default2)" tick={TICK} />
          <YAxis
            allowDecimals={false}
            width="auto"
            stroke="var(--mu-colors-text-default2)"
            tick={TICK}
            tickFormatter={(value: number) => intl.formatNumber(value, { notation: "compact" })}
          />
          <Tooltip
            cursor={{ fill: "var(--mu-colors-background-default1-hovered)" }}
            contentStyle={{
              background: "var(--mu-colors-background-default1)",
              border: "1px solid var(--mu-colors-border-default1)",
              color: "var(--mu-colors-text-default1)",
            }}
            formatter={(value) => intl.formatNumber(Number(value))}
          />
          <Legend
            formatter={(word: string) => (
              <span style={{ color: "var(--mu-colors-text-default1)" }}>{word}</span>
            )}
          />
          <Bar
            dataKey="returningCount"
            name={intl.formatMessage({ id: "buyers.returning" })}
            stackId="buyers"
            fill="hsl(214 70% 55%)"
            isAnimationActive={false}
          />
          <Bar
            dataKey="newCount"
            name={intl.formatMessage({ id: "buyers.new" })}
            stackId="buyers"
            fill="hsl(32 85% 52%)"
            radius={[4, 4, 0, 0]}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
