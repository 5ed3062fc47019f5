/** The programs that rules belong to, with the calendar and the policies of each. */
import { CrmProgramsDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";

import type { Policies } from "../program/revision";

interface Programs {
  readonly slugs: readonly string[];
  /** The program of what is made unless another one is chosen; none before the first program. */
  readonly usual: string | undefined;
  /** Where rates were made for, to choose among. */
  readonly channels: readonly string[];
  readonly currencies: readonly string[];
  /** Returns the time zone of a program's calendar; none for a program that is not known. */
  readonly zoneOf: (slug: string | undefined) => string | undefined;
  readonly policiesOf: (slug: string | undefined) => Policies | undefined;
}

export function usePrograms(): Programs {
  const known = useAsk(CrmProgramsDocument).data?.crmPrograms ?? [];
  const rates = known.flatMap((one) => one.current.rates);
  return {
    slugs: known.map((one) => one.slug),
    usual: known[0]?.slug,
    channels: namesOf(rates.map((rate) => rate.channel)),
    currencies: namesOf(
      rates.flatMap((rate) => [rate.currency, ...rate.amounts.map((one) => one.spend.currency)]),
    ),
    zoneOf: (slug) => known.find((one) => one.slug === slug)?.timeZone,
    policiesOf: (slug) => known.find((one) => one.slug === slug)?.current.policies,
  };
}

function namesOf(names: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name != null))].sort();
}
