/** Money, points, instants and names as people read them, by the locale of the page. */
import type { ReactNode } from "react";
import { FormattedDate, FormattedMessage, FormattedNumber, FormattedTime } from "react-intl";

export interface MoneyValue {
  readonly amount: number;
  readonly currency: string;
}

export function Money({ value }: { readonly value: MoneyValue }): ReactNode {
  return <FormattedNumber value={value.amount} style="currency" currency={value.currency} />;
}

export function Count({ value }: { readonly value: number }): ReactNode {
  return <FormattedNumber value={value} />;
}

/** Points with their sign, for movements. */
export function SignedCount({ value }: { readonly value: number }): ReactNode {
  return <FormattedNumber value={value} signDisplay="exceptZero" />;
}

export function Day({ value }: { readonly value: string | null | undefined }): ReactNode {
  return value ? <FormattedDate value={value} dateStyle="medium" /> : "–";
}

/** The day of an instant on the calendar of `zone`, wherever the reader sits. */
export function ZonedDay({
  value,
  zone,
}: {
  readonly value: string | null | undefined;
  readonly zone?: string | undefined;
}): ReactNode {
  if (!value) return "–";
  return <FormattedDate value={value} dateStyle="medium" {...(zone ? { timeZone: zone } : {})} />;
}

/**
 * The last day before an end that is itself not included, on the calendar of `zone`.
 *
 * "Before 1 January, 0:00" in the program's zone is 31 December, wherever the reader sits.
 */
export function LastDay({
  value,
  zone,
}: {
  readonly value: string | null | undefined;
  readonly zone?: string | undefined;
}): ReactNode {
  if (!value) return "–";
  const last = new Date(value).getTime() - 1;
  return <FormattedDate value={last} dateStyle="medium" {...(zone ? { timeZone: zone } : {})} />;
}

export function Instant({ value }: { readonly value: string | null | undefined }): ReactNode {
  if (!value) return "–";
  return (
    <time dateTime={value}>
      <FormattedDate value={value} dateStyle="medium" /> <FormattedTime value={value} />
    </time>
  );
}

/** Points, or money where money counts. */
export function Measure({
  count,
  amount,
}: {
  readonly count: number;
  readonly amount: MoneyValue | null | undefined;
}): ReactNode {
  if (amount) return <Money value={amount} />;
  return <FormattedMessage id="points.count" values={{ points: count }} />;
}

interface Named {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string | null;
}

const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}]+$/u;

/** The name, else the address, else a dash; 小明 of 王 is 王小明, without a space. */
export function nameOf({ firstName, lastName, email }: Named): string {
  const isEastAsian = EAST_ASIAN.test(firstName) && EAST_ASIAN.test(lastName);
  const name = isEastAsian ? `${lastName}${firstName}` : `${firstName} ${lastName}`.trim();
  return name || email || "–";
}
