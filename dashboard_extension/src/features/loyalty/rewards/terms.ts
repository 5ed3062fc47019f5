/** A reward as it is typed, and as the contract takes it: always all of its terms. */
import type {
  CrmRewardKind,
  CrmRewardsQuery,
  CrmRewardTermsInput,
  CrmRewardValueInput,
} from "@/api/generated/graphql";
import type { Words } from "@/languages";
import { amountOf, wholeOf } from "@/ui/typed";

/** A reward as staff see it. */
export type Reward = CrmRewardsQuery["crmRewards"]["edges"][number]["node"];

const VALID_DAYS_FIRST = "90";

/** What a reward is worth in one channel and currency. */
export interface TypedValue {
  /** Tells the rows of the form apart. */
  readonly key: number;
  readonly channel: string;
  /** Undefined while untouched: the first currency of the programs, which may not be known yet. */
  readonly currency: string | undefined;
  readonly amount: string;
  readonly minSpent: string;
}

export interface Typed {
  readonly name: string;
  readonly kind: CrmRewardKind;
  readonly points: string;
  readonly percent: string;
  readonly values: readonly TypedValue[];
  readonly validDays: string;
  readonly remindDays: string;
  readonly tiers: readonly string[];
  readonly stock: string;
  readonly isAutomatic: boolean;
  readonly returnsExpired: boolean;
}

export function typedOf(reward: Reward | undefined): Typed {
  return {
    name: reward?.name ?? "",
    kind: reward?.kind ?? "FIXED",
    points: String(reward?.points ?? ""),
    percent: String(reward?.percent ?? ""),
    values: reward?.values.map(valueTyped) ?? [valueNew([])],
    validDays: reward ? String(reward.validDays ?? "") : VALID_DAYS_FIRST,
    remindDays: String(reward?.remindDays || ""),
    tiers: reward?.tiers ?? [],
    stock: String(reward?.stock ?? ""),
    isAutomatic: reward?.isAutomatic ?? false,
    returnsExpired: reward?.returnsExpired ?? false,
  };
}

function valueTyped(value: Reward["values"][number], key: number): TypedValue {
  return {
    key,
    channel: value.channel ?? "",
    currency: value.currency,
    amount: String(value.amount?.amount ?? ""),
    minSpent: String(value.minSpent?.amount ?? ""),
  };
}

/** Returns an empty row that can stand beside `others`. */
export function valueNew(others: readonly TypedValue[], currency?: string): TypedValue {
  const key = 1 + Math.max(-1, ...others.map((one) => one.key));
  return { key, channel: "", currency, amount: "", minSpent: "" };
}

/** Whether each row holds money; the other kinds only say where they are good. */
export function hasAmount(kind: CrmRewardKind): boolean {
  return kind === "FIXED" || kind === "GIFT_CARD";
}

/**
 * Returns the rows that count: a gift card has one currency.
 *
 * One that was made with several over the API keeps them until somebody takes them out.
 */
export function valuesOf(typed: Typed, reward: Reward | undefined): readonly TypedValue[] {
  return typed.kind === "GIFT_CARD" && !reward ? typed.values.slice(0, 1) : typed.values;
}

export function currencyOf(value: TypedValue, usual: string): string {
  return (value.currency ?? usual).trim().toUpperCase();
}

type Number = "points" | "percent" | "validDays" | "remindDays" | "stock";
export type Faults = Readonly<Partial<Record<Number, keyof Words>>>;
export type ValueFaults = Readonly<
  Partial<Record<"currency" | "amount" | "minSpent", keyof Words>>
>;

/** Returns what cannot be sent as it is typed, with the word that says why; whether it may be is the CRM's to say. */
export function faultsOf(typed: Typed): Faults {
  const numbers: readonly Number[] = ["points", "validDays", "remindDays", "stock"];
  const asked = typed.kind === "PERCENT" ? [...numbers, "percent" as const] : numbers;
  return Object.fromEntries(
    asked
      .filter((name) => typed[name].trim() !== "" && wholeOf(typed[name]) === null)
      .map((name) => [name, "typed.whole" as const]),
  );
}

/** Returns the same for a row of what it is worth. */
export function valueFaultsOf(value: TypedValue, kind: CrmRewardKind, usual: string): ValueFaults {
  const currency = currencyOf(value, usual);
  const money = hasAmount(kind) ? (["amount", "minSpent"] as const) : (["minSpent"] as const);
  const isFaulty = (text: string): boolean =>
    text.trim() !== "" && amountOf(text, currency) === null;
  return {
    ...(currency === "" || /^[A-Z]{3}$/.test(currency) ? {} : { currency: "typed.currency" }),
    ...Object.fromEntries(
      money.filter((name) => isFaulty(value[name])).map((name) => [name, "typed.money" as const]),
    ),
  };
}

/** Whether everything that a reward of this kind needs is typed, and nothing is wrong with it. */
function canBeSent(typed: Typed, values: readonly TypedValue[], usual: string): boolean {
  const needed = [
    typed.name,
    typed.points,
    ...(typed.kind === "PERCENT" ? [typed.percent] : []),
    ...values.map((value) => currencyOf(value, usual)),
    ...(hasAmount(typed.kind) ? values.map((value) => value.amount) : []),
  ];
  const faults = [faultsOf(typed), ...values.map((one) => valueFaultsOf(one, typed.kind, usual))];
  return (
    needed.every((text) => text.trim() !== "") &&
    faults.every((one) => Object.keys(one).length === 0)
  );
}

/** Returns the terms as they are sent; null while something is missing or wrong. */
export function termsOf(
  typed: Typed,
  values: readonly TypedValue[],
  usual: string,
): CrmRewardTermsInput | null {
  const points = wholeOf(typed.points);
  if (points === null || !canBeSent(typed, values, usual)) return null;
  return {
    name: typed.name.trim(),
    kind: typed.kind,
    points,
    ...(typed.kind === "PERCENT" ? { percent: wholeOf(typed.percent) } : {}),
    values: values.map((value) => valueGiven(value, typed.kind, usual)),
    validDays: wholeOf(typed.validDays),
    remindDays: wholeOf(typed.remindDays) ?? 0,
    tiers: [...typed.tiers],
    stock: wholeOf(typed.stock),
    isAutomatic: typed.isAutomatic,
    returnsExpired: typed.returnsExpired,
  };
}

function valueGiven(value: TypedValue, kind: CrmRewardKind, usual: string): CrmRewardValueInput {
  const currency = currencyOf(value, usual);
  const channel = value.channel.trim();
  return {
    currency,
    ...(channel ? { channel } : {}),
    ...(hasAmount(kind) ? { amount: amountOf(value.amount, currency) } : {}),
    ...(value.minSpent.trim() ? { minSpent: amountOf(value.minSpent, currency) } : {}),
  };
}
