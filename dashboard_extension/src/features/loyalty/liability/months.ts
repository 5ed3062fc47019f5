/** Months of the ladder as people read them. */
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
