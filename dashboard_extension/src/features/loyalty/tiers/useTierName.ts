/** What tiers are called, where only their short name is told. */
import { CrmTiersDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";

/** Returns what gives a tier's name; its short name where programs differ, and for a tier that ended. */
export function useTierName(program?: string): (slug: string) => string {
  const programs = useAsk(CrmTiersDocument).data?.crmTiers ?? [];
  const tiers = programs
    .filter((one) => program === undefined || one.program === program)
    .flatMap((one) => one.tiers);
  return (slug) => {
    const names = new Set(tiers.filter((tier) => tier.slug === slug).map((tier) => tier.name));
    const [name] = names;
    return names.size === 1 && name ? name : slug;
  };
}
