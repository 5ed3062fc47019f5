/** An endpoint with rewards, and the form of a reward as a merchant fills it in. */
import { fireEvent, screen, within } from "@testing-library/react";

import type { Operation } from "@/api/generated/operations";

import { endpointPlayed, type Asked } from "./shown";

const money = (amount: number, currency: string) => ({ amount, currency, fractionDigits: 2 });
export const FIVE = {
  id: "r",
  program: "points",
  slug: "five-euros",
  name: "5 euros off",
  kind: "FIXED",
  points: 100,
  percent: null,
  values: [
    { channel: null, currency: "EUR", amount: money(5, "EUR"), minSpent: money(20, "EUR") },
    { channel: "taiwan", currency: "TWD", amount: money(150, "TWD"), minSpent: null },
  ],
  validDays: 30,
  remindDays: 7,
  tiers: ["gold"],
  left: 8,
  isActive: true,
  isAutomatic: true,
  returnsExpired: true,
  stock: 20,
  issuedCount: 12,
};
export const TENTH = {
  ...FIVE,
  id: "t",
  slug: "tenth",
  name: "A tenth off",
  kind: "PERCENT",
  percent: 10,
  values: [{ channel: null, currency: "EUR", amount: null, minSpent: null }],
  validDays: null,
  remindDays: 0,
  tiers: [],
  left: null,
  isAutomatic: false,
  returnsExpired: false,
  stock: null,
  issuedCount: 0,
};

const current = {
  policies: { stacking: "BEST", orderPointsMax: null, dayPointsMax: null, monthPointsMax: null },
  rates: [
    { channel: null, currency: "EUR", amounts: [] },
    { channel: "taiwan", currency: "TWD", amounts: [] },
  ],
};
export const POINTS = { slug: "points", timeZone: "Asia/Taipei", current };
export const CLUB = { ...POINTS, slug: "club" };
const TIERS = [
  {
    program: "points",
    tiers: [
      { slug: "gold", name: "Gold" },
      { slug: "silver", name: "Silver" },
    ],
  },
  { program: "club", tiers: [{ slug: "gold", name: "Golden friends" }] },
];

interface Playing {
  readonly rewards?: readonly object[];
  readonly programs?: readonly object[];
  readonly errors?: readonly object[];
  readonly refused?: readonly Operation[];
}

export function played({
  rewards = [],
  programs = [POINTS],
  errors = [],
  refused = [],
}: Playing): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmPrograms")) return { data: { crmPrograms: programs } };
    if (query.includes("crmTiers")) return { data: { crmTiers: TIERS } };
    if (query.includes("crmRewardCreate")) {
      return { data: { crmRewardCreate: { errors, reward: null } } };
    }
    if (query.includes("crmRewardUpdate")) {
      return { data: { crmRewardUpdate: { errors, reward: null } } };
    }
    const pageInfo = { hasNextPage: false, endCursor: null };
    const edges = rewards.map((node) => ({ node }));
    return { data: { crmRewards: { totalCount: edges.length, pageInfo, edges } } };
  }, refused);
}

export const sent = (asked: readonly Asked[], name = "crmRewardCreate"): unknown =>
  asked.find((one) => one.query.includes(name))?.variables["input"];
export const put = (label: string | RegExp, value: string, row?: number): boolean => {
  const where = row ? within(screen.getByRole("group", { name: `Value ${row}` })) : screen;
  return fireEvent.change(where.getByLabelText(label), { target: { value } });
};
export const save = (): HTMLElement => screen.getByRole("button", { name: "Save" });
