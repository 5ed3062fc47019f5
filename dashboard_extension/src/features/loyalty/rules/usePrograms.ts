/** The programs that rules belong to, with the calendar of each. */
import { CrmProgramsDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";

interface Programs {
  readonly slugs: readonly string[];
  /** The program of what is made unless another one is chosen; none before the first program. */
  readonly usual: string | undefined;
  /** Returns the time zone of a program's calendar; none for a program that is not known. */
  readonly zoneOf: (slug: string | undefined) => string | undefined;
}

export function usePrograms(): Programs {
  const known = useAsk(CrmProgramsDocument).data?.crmPrograms ?? [];
  return {
    slugs: known.map((one) => one.slug),
    usual: known[0]?.slug,
    zoneOf: (slug) => known.find((one) => one.slug === slug)?.timeZone,
  };
}
