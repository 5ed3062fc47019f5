/** The RFM groups, best first, with their names as people read them. */
import type { CrmRfmGroup } from "@/api/generated/graphql";
import type { Words } from "@/languages";

export const GROUPS: readonly CrmRfmGroup[] = [
  "CHAMPIONS",
  "LOYAL",
  "ACTIVE",
  "PROMISING",
  "NEW",
  "NEEDS_ATTENTION",
  "ALMOST_LOST",
  "AT_RISK",
  "PREVIOUSLY_LOYAL",
  "DORMANT",
  "PROSPECTS",
];

export function groupWord(group: CrmRfmGroup): keyof Words {
  return `group.${group}`;
}
