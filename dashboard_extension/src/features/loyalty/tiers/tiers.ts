/** A program's tiers as the contract takes them: always all of them, with every policy. */
import type {
  CrmTierFieldsFragment,
  CrmTierInput,
  CrmTierProgramFieldsFragment,
  CrmTiersUpdateInput,
} from "@/api/generated/graphql";

export type TierProgram = CrmTierProgramFieldsFragment;
export type Tier = CrmTierFieldsFragment;
export type Policies = Omit<CrmTiersUpdateInput, "tiers">;

/** What a program without tiers begins with. */
export function policiesNew(program: string): Policies {
  return { program, metric: "POINTS", window: "CALENDAR_YEAR", keepsNextYear: true };
}

export function policiesOf(tiers: TierProgram): Policies {
  return {
    program: tiers.program,
    metric: tiers.metric,
    window: tiers.window,
    keepsNextYear: tiers.keepsNextYear,
    downgrade: tiers.downgrade,
    graceDays: tiers.graceDays,
    refunds: tiers.refunds,
    ...(tiers.currency ? { currency: tiers.currency } : {}),
    ...(tiers.windowLength ? { windowLength: tiers.windowLength } : {}),
  };
}

/** Returns a tier as it is sent; the number of its threshold stays when points become money, or money points. */
export function tierGiven(tier: Tier, policies: Policies): CrmTierInput {
  const { slug, name, earnPercent, benefits } = tier;
  const threshold = tier.amount?.amount ?? tier.threshold;
  return { slug, name, earnPercent, benefits, ...thresholdGiven(String(threshold), policies) };
}

export function thresholdGiven(
  text: string,
  { metric }: Policies,
): { amount: string } | { threshold: number } {
  return metric === "SPEND" ? { amount: text } : { threshold: Math.round(Number(text)) };
}
