/** The names of the RFM groups as people read them. */
import type { CrmRfmGroup } from "@/api/generated/graphql";
import type { Words } from "@/languages";

export function groupWord(group: CrmRfmGroup): keyof Words {
  return `group.${group}`;
}
