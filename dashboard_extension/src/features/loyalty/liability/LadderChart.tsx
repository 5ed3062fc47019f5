/** Points by the month in which they lapse, as bars; the table below says the same in figures. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

import type { Liability } from "./LiabilityCard";
import { monthWord } from "./months";

const HEIGHT_PIXELS = 220;

export default function LadderChart({ found }: { readonly found: Liability }): ReactNode {
  const intl = useIntl();
  const bars = found.ladder.map(({ month, points }) => ({ name: monthWord(intl, month), points }));
  if (bars.length === 0) return null;
  return (
    <div aria-hidden="true" style={{ height: HEIGHT_PIXELS }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart accessibilityLayer={false} data={bars} margin={{ left: 0, right: 8, top: 8 }}>
          <XAxis
            dataKey="name"
            stroke="var(--mu-colors-text-default2)"
            tick={{ fill: "var(--mu-colors-text-default2)", fontSize: 12 }}
          />
          <YAxis
            width="auto"
            stroke="var(--mu-colors-text-default2)"
            tick={{ fill: "var(--mu-colors-text-default2)", fontSize: 12 }}
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
          <Bar
            dataKey="points"
            name={intl.formatMessage({ id: "points.title" })}
            fill="hsl(214 70% 55%)"
            radius={[4, 4, 0, 0]}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
