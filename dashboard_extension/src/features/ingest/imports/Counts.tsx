/** The figures of an import in words; those that are nothing are left out, but for what every import has. */
import type { ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import type { Words } from "@/languages";
import { Figure, Figures } from "@/ui/Figures";
import { Count } from "@/ui/values";

/** What the CRM counts; sums by reason where it has reasons. */
interface Told {
  readonly rows?: number;
  readonly customers?: number;
  readonly orders?: number;
  readonly order_lines?: number;
  readonly facts_new?: number;
  readonly facts_failed?: number;
  readonly rows_refused?: Readonly<Record<string, number>>;
  readonly rows_skipped?: Readonly<Record<string, number>>;
  readonly returns_matched_rows?: number;
  readonly returns_unmatched_rows?: number;
}

const total = (counts: Readonly<Record<string, number>> | undefined): number =>
  Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);

export function Counts({
  text,
  isDryRun,
}: {
  readonly text: string;
  readonly isDryRun: boolean;
}): ReactNode {
  const told = JSON.parse(text) as Told;
  if (told.rows === undefined) return null;
  const always: readonly (readonly [keyof Words, number])[] = [
    ["imports.countRows", told.rows],
    ["imports.countRefused", total(told.rows_refused)],
  ];
  const others: readonly (readonly [keyof Words, number | undefined])[] = [
    ["imports.countCustomers", told.customers],
    ["imports.countOrders", told.orders],
    ["imports.countLines", told.order_lines],
    ["imports.countNew", isDryRun ? 0 : told.facts_new],
    ["imports.countSkipped", total(told.rows_skipped)],
    ["imports.countReturns", told.returns_matched_rows],
    ["imports.countReturnsUnmatched", told.returns_unmatched_rows],
    ["imports.countFailed", told.facts_failed],
  ];
  return (
    <Figures>
      {[...always, ...others.filter(([, value]) => value)].map(([label, value]) => (
        <Figure key={label} label={<FormattedMessage id={label} />}>
          <Count value={value ?? 0} />
        </Figure>
      ))}
    </Figures>
  );
}
