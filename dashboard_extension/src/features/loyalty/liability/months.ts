/** Days as the contract takes them, and months of the ladder as people read them. */
import type { IntlShape } from "react-intl";

/** Returns a month such as `2026-03` in the reader's words; points that never lapse have none. */
export function monthWord(intl: IntlShape, month: string | null | undefined): string {
  if (!month) return intl.formatMessage({ id: "liability.never" });
  return intl.formatDate(`${month}-01T00:00:00Z`, {
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** Returns a day of the reader's calendar, written as 2026-01-31. */
export function dayOf(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
