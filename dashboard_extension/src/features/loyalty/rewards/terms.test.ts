import { describe, expect, it } from "vitest";

import type { CrmRewardKind } from "@/api/generated/graphql";

import { termsOf, typedOf, valueNew, valuesOf, type Reward } from "./terms";

const money = (amount: number, currency: string) => ({ amount, currency, fractionDigits: 2 });
const EVERYTHING: Reward = {
  id: "r",
  program: "points",
  slug: "five-euros",
  name: "5 euros off",
  kind: "FIXED",
  points: 100,
  percent: null,
  values: [
    { channel: null, currency: "EUR", amount: money(5.1, "EUR"), minSpent: money(20, "EUR") },
    { channel: "taiwan", currency: "TWD", amount: money(150, "TWD"), minSpent: null },
  ],
  validDays: 30,
  remindDays: 7,
  tiers: ["gold", "bronze"],
  left: 8,
  isActive: true,
  isAutomatic: true,
  returnsExpired: true,
  stock: 20,
  issuedCount: 12,
};
const NOTHING: Reward = {
  ...EVERYTHING,
  validDays: null,
  remindDays: 0,
  tiers: [],
  left: null,
  isAutomatic: false,
  returnsExpired: false,
  stock: null,
  issuedCount: 0,
};
const ANYWHERE = { channel: null, currency: "EUR", amount: null, minSpent: null };

function kept(reward: Reward): unknown {
  const typed = typedOf(reward);
  return termsOf(typed, valuesOf(typed, reward), "PLN");
}

describe("the terms of a reward", () => {
  it("come through the form as they are when nothing is typed", () => {
    expect(kept(EVERYTHING)).toEqual({
      name: "5 euros off",
      kind: "FIXED",
      points: 100,
      values: [
        { currency: "EUR", amount: "5.1", minSpent: "20" },
        { currency: "TWD", channel: "taiwan", amount: "150" },
      ],
      validDays: 30,
      remindDays: 7,
      tiers: ["gold", "bronze"],
      stock: 20,
      isAutomatic: true,
      returnsExpired: true,
    });
  });

  it.each<[CrmRewardKind, object, object]>([
    ["FREE_SHIPPING", {}, {}],
    ["PERCENT", { percent: 10 }, { percent: 10 }],
  ])("of the kind %s have no amount", (kind, given, taken) => {
    const minSpent = money(20.5, "EUR");
    const reward = { ...NOTHING, ...given, kind, values: [{ ...ANYWHERE, minSpent }] };

    expect(kept(reward)).toEqual({
      name: "5 euros off",
      kind,
      points: 100,
      ...taken,
      values: [{ currency: "EUR", minSpent: "20.5" }],
      validDays: null,
      remindDays: 0,
      tiers: [],
      stock: null,
      isAutomatic: false,
      returnsExpired: false,
    });
  });

  it("of a gift card have one currency; one that was made with several loses none", () => {
    const reward: Reward = { ...EVERYTHING, kind: "GIFT_CARD" };
    const typed = typedOf(reward);

    expect(valuesOf(typed, undefined).map((one) => one.currency)).toEqual(["EUR"]);
    expect(valuesOf(typed, reward).map((one) => one.currency)).toEqual(["EUR", "TWD"]);
  });

  it("begin in the first currency of the programs, and with ninety days", () => {
    const typed = { ...typedOf(undefined), name: " Five ", points: "1 000" };
    const values = typed.values.map((one) => ({ ...one, amount: "1 000,50" }));

    expect(termsOf(typed, values, "PLN")).toEqual({
      name: "Five",
      kind: "FIXED",
      points: 1000,
      values: [{ currency: "PLN", amount: "1000.50" }],
      validDays: 90,
      remindDays: 0,
      tiers: [],
      stock: null,
      isAutomatic: false,
      returnsExpired: false,
    });
  });

  it("never give two rows of the form one key", () => {
    const first = valueNew([]);
    const second = valueNew([first], "EUR");

    expect(new Set([first, second, valueNew([second])].map((one) => one.key)).size).toBe(3);
  });
});
