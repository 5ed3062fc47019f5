/** The names of the profiles that a page of a list is about, asked in one go. */
import { CrmProfileNamesDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { nameOf } from "@/ui/values";

/** Returns a function from a profile's id to its name; undefined while it is not known. */
export function useNames(
  ids: readonly (string | null | undefined)[],
): (id: string) => string | undefined {
  const wanted = [...new Set(ids.filter((id) => typeof id === "string"))].sort();
  const answer = useAsk(CrmProfileNamesDocument, { ids: wanted }, { isEnabled: wanted.length > 0 });
  const found = answer.data?.crmProfiles.edges ?? [];
  const names = new Map(found.map(({ node }) => [node.id, nameOf(node)]));
  return (id) => names.get(id);
}
