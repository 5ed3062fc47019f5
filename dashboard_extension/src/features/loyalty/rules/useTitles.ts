/** What the products of rules are called; categories and collections go by their names anyway. */
import { CrmCatalogueDocument, type CrmCatalogueKind } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";

import type { Rule } from "./terms";

/** The CRM names so many at once; the others show as they are kept. */
const IDS_MAX = 100;
const FRESH_MILLISECONDS = 300_000;

export function useTitles(
  kind: CrmCatalogueKind,
  values: readonly string[],
): (value: string) => string {
  const ids = [...new Set(values)].slice(0, IDS_MAX);
  const answer = useAsk(
    CrmCatalogueDocument,
    { kind, ids },
    { isEnabled: kind === "PRODUCT" && ids.length > 0, freshMilliseconds: FRESH_MILLISECONDS },
  );
  const names = new Map(answer.data?.crmCatalogue.map(({ id, name }) => [id, name]));
  return (value) => names.get(value) ?? value;
}

/** Returns what the products are called that `rules` name, asked for at once. */
export function useProductTitles(rules: readonly Rule[]): (id: string) => string {
  const ids = rules.flatMap(({ conditions }) => [
    ...conditions.products,
    ...conditions.productsExcluded,
  ]);
  return useTitles("PRODUCT", ids);
}
