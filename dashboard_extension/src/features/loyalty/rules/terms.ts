/** An earning rule as it is typed, and as the contract takes it: always all of its terms. */
import type {
  CrmEarningConditionsInput,
  CrmEarningEffect,
  CrmEarningRuleFieldsFragment,
  CrmEarningRuleTermsInput,
} from "@/api/generated/graphql";
import type { Words } from "@/languages";
import { namesWith } from "@/ui/NamesField";
import { decimalOf, integerOf, wholeOf } from "@/ui/typed";

import { dayEnd, dayStart, firstDayOf, lastDayOf } from "./days";

export type Rule = CrmEarningRuleFieldsFragment;

/** The conditions that are lists of names; an empty one may be anything. */
export const LISTS = [
  "channels",
  "currencies",
  "tiers",
  "groups",
  "products",
  "productsExcluded",
  "categories",
  "categoriesExcluded",
  "collections",
  "collectionsExcluded",
] as const;
export type ListName = (typeof LISTS)[number];

export interface Typed {
  readonly name: string;
  readonly effect: CrmEarningEffect;
  readonly amount: string;
  readonly lists: Readonly<Record<ListName, readonly string[]>>;
  /** What stands in the field of a list and was not added to it yet; it counts. */
  readonly pending: Readonly<Partial<Record<ListName, string>>>;
  readonly basisMin: string;
  readonly isFirstOrder: boolean;
  /** Undefined while untouched: an end that lies within a day stays the instant that it was. */
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
  readonly orderMax: string;
  readonly profileMax: string;
  readonly budget: string;
  readonly priority: string;
}

export function typedOf(rule: Rule | undefined): Typed {
  const conditions = rule?.conditions;
  return {
    name: rule?.name ?? "",
    effect: rule?.effect ?? "MULTIPLY",
    amount: String(rule?.factor ?? rule?.points ?? ""),
    lists: Object.fromEntries(LISTS.map((name) => [name, conditions?.[name] ?? []])) as Record<
      ListName,
      string[]
    >,
    pending: {},
    basisMin: String(conditions?.basisMin?.amount ?? ""),
    isFirstOrder: conditions?.isFirstOrder ?? false,
    firstDay: undefined,
    lastDay: undefined,
    orderMax: String(rule?.orderPointsMax ?? ""),
    profileMax: String(rule?.profilePointsMax ?? ""),
    budget: String(rule?.budgetPoints ?? ""),
    priority: String(rule?.priority ?? 0),
  };
}

/** The days as they are shown: those that were typed, else the rule's own on the program's calendar. */
export function daysOf(typed: Typed, rule: Rule | undefined, zone: string): [string, string] {
  return [
    typed.firstDay ?? firstDayOf(rule?.startsAt, zone),
    typed.lastDay ?? lastDayOf(rule?.endsAt, zone),
  ];
}

type Number = "amount" | "orderMax" | "profileMax" | "budget" | "priority" | "basisMin";
export type Faults = Readonly<Partial<Record<Number, keyof Words>>>;

/** Returns what cannot be sent as it is typed, with the word that says why; whether it may be is the CRM's to say. */
export function faultsOf(typed: Typed): Faults {
  const isFactor = typed.effect === "MULTIPLY";
  const faults: readonly (readonly [Number, keyof Words, boolean])[] = [
    ["amount", isFactor ? "typed.decimal" : "typed.whole", !isTyped(typed.amount, isFactor)],
    ["orderMax", "typed.whole", !isTyped(typed.orderMax, false)],
    ["profileMax", "typed.whole", !isTyped(typed.profileMax, false)],
    ["budget", "typed.whole", !isTyped(typed.budget, false)],
    ["basisMin", "typed.decimal", !isTyped(typed.basisMin, true)],
    ["priority", "typed.integer", integerOf(typed.priority || "0") === null],
  ];
  return Object.fromEntries(
    faults.filter(([, , isFaulty]) => isFaulty).map(([name, word]) => [name, word]),
  );
}

function isTyped(text: string, isDecimal: boolean): boolean {
  return text.trim() === "" || (isDecimal ? decimalOf(text) : wholeOf(text)) !== null;
}

export function termsOf(
  typed: Typed,
  rule: Rule | undefined,
  zone: string | undefined,
): CrmEarningRuleTermsInput {
  const isFactor = typed.effect === "MULTIPLY";
  return {
    name: typed.name.trim(),
    effect: typed.effect,
    ...(isFactor ? { factor: decimalOf(typed.amount) } : { points: wholeOf(typed.amount) }),
    conditions: conditionsOf(typed),
    priority: integerOf(typed.priority || "0"),
    startsAt: instantOf(typed.firstDay, rule?.startsAt, zone, dayStart),
    endsAt: instantOf(typed.lastDay, rule?.endsAt, zone, dayEnd),
    orderPointsMax: wholeOf(typed.orderMax),
    profilePointsMax: wholeOf(typed.profileMax),
    budgetPoints: wholeOf(typed.budget),
  };
}

/** Returns the names of a list, with what was typed last. */
export function namesOf({ lists, pending }: Typed, name: ListName): readonly string[] {
  return namesWith(lists[name], pending[name] ?? "");
}

function conditionsOf(typed: Typed): CrmEarningConditionsInput {
  const { basisMin, isFirstOrder } = typed;
  const given = LISTS.map((name) => [name, namesOf(typed, name)] as const);
  return {
    ...Object.fromEntries(given.filter(([, names]) => names.length > 0)),
    ...(basisMin.trim() ? { basisMin: decimalOf(basisMin) } : {}),
    ...(isFirstOrder ? { isFirstOrder } : {}),
  };
}

function instantOf(
  day: string | undefined,
  before: string | null | undefined,
  zone: string | undefined,
  instant: (day: string, zone: string) => string,
): string | null {
  if (day === undefined) return before ?? null;
  return day && zone ? instant(day, zone) : null;
}
