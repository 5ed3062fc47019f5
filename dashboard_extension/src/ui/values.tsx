/** Money, points, instants and names as people read them, by the locale of the page. */
import type { ReactNode } from "react";
import { FormattedDate, FormattedNumber, FormattedTime } from "react-intl";

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

export function Instant({ value }: { readonly value: string | null | undefined }): ReactNode {
  if (!value) return "–";
  return (
    <time dateTime={value}>
      <FormattedDate value={value} dateStyle="medium" /> <FormattedTime value={value} />
    </time>
  );
}

interface Named {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string | null;
}

/** The name, else the address, else a dash; the name's order is the shop's own. */
export function nameOf(person: Named): string {
  return `${person.firstName} ${person.lastName}`.trim() || person.email || "–";
}
