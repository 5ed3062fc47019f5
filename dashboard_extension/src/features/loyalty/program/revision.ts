/** What is in force, as the contract takes it back: all policies and all rates, changed in one place. */
import type {
  CrmProgramFieldsFragment,
  CrmProgramRateInput,
  CrmProgramReviseInput,
} from "@/api/generated/graphql";

export type Program = CrmProgramFieldsFragment;
export type Revision = Program["current"];
export type Policies = Revision["policies"];
export type Rate = Revision["rates"][number];

/** Whether two rates are for the same channel and currency; there is one for each. */
export function isSamePlace(
  one: Pick<CrmProgramRateInput, "channel" | "currency">,
  other: Pick<CrmProgramRateInput, "channel" | "currency">,
): boolean {
  return (
    (one.channel ?? "") === (other.channel ?? "") && (one.currency ?? "") === (other.currency ?? "")
  );
}

/** Returns a rate as it is sent back unchanged. */
export function rateGiven(rate: Rate): CrmProgramRateInput {
  const given: CrmProgramRateInput & { amounts?: unknown } = { ...rate };
  delete given.amounts;
  return given;
}

/** Returns a whole revision with one rate in the place of another, or beside the others. */
export function revised(
  program: Program,
  rates: readonly CrmProgramRateInput[],
  policies: Policies = program.current.policies,
): CrmProgramReviseInput {
  return { program: program.slug, policies, rates: [...rates] };
}

/** What of an order may earn points beside its goods. */
export const FLAGS = [
  ["basisIsGross", "program.basisGross"],
  ["basisHasShipping", "program.basisShipping"],
  ["basisHasDiscounts", "program.basisDiscounts"],
  ["basisHasPointsPaid", "program.basisPointsPaid"],
  ["basisHasGiftCards", "program.basisGiftCards"],
] as const;
