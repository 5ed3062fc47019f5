import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import { RulesCard } from "./RulesCard";

const ANYTHING = {
  channels: [],
  currencies: [],
  tiers: [],
  groups: [],
  products: [],
  productsExcluded: [],
  categories: [],
  categoriesExcluded: [],
  collections: [],
  collectionsExcluded: [],
  basisMin: null,
  isFirstOrder: false,
};
const WEEK = {
  id: "w",
  slug: "tea-week",
  program: "points",
  name: "Tea week",
  effect: "MULTIPLY",
  factor: 2,
  points: null,
  conditions: ANYTHING,
  priority: 0,
  startsAt: "2026-02-28T16:00:00+00:00",
  endsAt: "2026-03-07T16:00:00+00:00",
  orderPointsMax: null,
  profilePointsMax: null,
  budgetPoints: null,
  usedPoints: 0,
  left: null,
  isActive: false,
};
const GOLD = {
  ...WEEK,
  id: "g",
  slug: "gold-days",
  name: "Gold days",
  conditions: {
    ...ANYTHING,
    currencies: ["EUR"],
    tiers: ["gold", "bronze"],
    groups: ["CHAMPIONS"],
    categories: ["Tea, loose"],
    basisMin: { amount: 25.5, currency: "EUR", fractionDigits: 2 },
  },
  priority: 5,
  // Within a day of the program's calendar: an interface that only knows days must not move it.
  endsAt: "2026-03-07T03:30:00+00:00",
  orderPointsMax: 200,
  profilePointsMax: 500,
  budgetPoints: 1000,
  usedPoints: 400,
  left: 600,
  isActive: true,
};

function played(
  rules: readonly { isActive: boolean }[],
  programs: readonly object[],
  errors: readonly object[] = [],
): Asked[] {
  return endpointPlayed(({ query, variables }) => {
    if (query.includes("crmPrograms")) return { data: { crmPrograms: programs } };
    if (query.includes("crmCatalogue")) return { data: { crmCatalogue: catalogue(variables) } };
    if (query.includes("crmTiers")) return { data: { crmTiers: TIERS } };
    if (query.includes("crmEarningRuleCreate")) {
      return { data: { crmEarningRuleCreate: { errors, rule: null } } };
    }
    if (query.includes("crmEarningRuleUpdate")) {
      return { data: { crmEarningRuleUpdate: { errors, rule: null } } };
    }
    const pageInfo = { hasNextPage: false, endCursor: null };
    const wanted = rules.filter((one) => one.isActive || !variables["isActive"]);
    const edges = wanted.map((node) => ({ node }));
    return { data: { crmEarningRules: { totalCount: edges.length, pageInfo, edges } } };
  });
}

const SHELF = [
  { id: "7", name: "Sencha" },
  { id: "8", name: "Sencha Fuji" },
  { id: "9", name: "Tea pot" },
];

/** Answers as the CRM does, for products; it has no categories and no collections. */
function catalogue({ kind, search, ids }: Asked["variables"]): readonly object[] {
  if (kind !== "PRODUCT") return [];
  if (Array.isArray(ids)) return SHELF.filter((one) => ids.includes(one.id));
  return SHELF.filter((one) => one.name.toLowerCase().includes(String(search).toLowerCase()));
}

const TIERS = [{ program: "points", tiers: [{ slug: "gold", name: "Gold" }] }];
const current = {
  policies: { stacking: "BEST", orderPointsMax: 500, dayPointsMax: null, monthPointsMax: null },
  rates: [{ channel: "web", currency: "EUR", amounts: [] }],
};
const TAIPEI = { slug: "points", timeZone: "Asia/Taipei", current };
const BERLIN = { slug: "club", timeZone: "Europe/Berlin", current };
const sent = (asked: readonly Asked[], name = "crmEarningRuleCreate"): unknown =>
  asked.find((one) => one.query.includes(name))?.variables["input"];

async function formFilled(): Promise<void> {
  await userEvent.click(await screen.findByRole("button", { name: "New rule" }));
  await userEvent.type(screen.getByLabelText("Name"), "Tea week");
  await userEvent.type(screen.getByLabelText("Factor, such as 1.5"), "1,5");
}

const put = (label: string | RegExp, value: string): boolean =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const added = (label: string, name: string): void => {
  put(label, name);
  fireEvent.keyDown(screen.getByLabelText(label), { key: "Enter" });
};

describe("earning rules", () => {
  it("shows the days of the program's calendar, the last one included", async () => {
    played([WEEK], [TAIPEI]);
    shown(<RulesCard />);

    expect(await screen.findByText("Mar 1, 2026")).toBeInTheDocument();
    expect(screen.getByText("Mar 7, 2026")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Edit" }));
    expect(await screen.findByText("Mar 1, 2026 – Mar 7, 2026")).toBeInTheDocument();
  });

  it("makes a campaign on the calendar of the program that is chosen", async () => {
    const asked = played([], [TAIPEI, BERLIN]);
    shown(<RulesCard />);
    await formFilled();
    await userEvent.selectOptions(screen.getByLabelText("Program"), "club");
    put(/^First day/, "2026-03-28");
    put(/^Last day/, "2026-03-29");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked)).toEqual({
        slug: "tea-week",
        program: "club",
        terms: {
          name: "Tea week",
          effect: "MULTIPLY",
          factor: "1.5",
          conditions: {},
          priority: 0,
          startsAt: "2026-03-27T23:00:00.000Z",
          endsAt: "2026-03-29T22:00:00.000Z",
          orderPointsMax: null,
          profilePointsMax: null,
          budgetPoints: null,
        },
      }),
    );
  });

  it("sends nothing while the last day is before the first, and one day is enough", async () => {
    const asked = played([], [TAIPEI]);
    shown(<RulesCard />);
    await formFilled();
    put(/^First day/, "2026-03-02");
    put(/^Last day/, "2026-03-01");

    expect(screen.getByRole("alert")).toHaveTextContent("The last day is before the first.");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(sent(asked)).toBeUndefined();
    put(/^Last day/, "2026-03-02");
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });

  it("asks for no days before there is a program with a calendar", async () => {
    const asked = played([], []);
    shown(<RulesCard />);
    await formFilled();

    expect(screen.queryByLabelText(/^First day/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent(asked)).toMatchObject({ slug: "tea-week" }));
    expect(sent(asked)).not.toHaveProperty("program");
  });

  it("makes a rule with every condition that the contract has", async () => {
    const asked = played([], [TAIPEI]);
    shown(<RulesCard />);
    await formFilled();
    added("Channels", "web");
    added("Currencies", "EUR");
    put(/^Least amount/, "25,50");
    await userEvent.click(screen.getByLabelText("Only the shopper's first order"));
    await userEvent.click(await screen.findByLabelText("Gold"));
    await userEvent.click(screen.getByLabelText("Champions"));
    for (const product of ["7", "8", "7"]) added("Only these products", product);
    added("Not these products", "9");
    added("Only these categories", "Tea, loose");
    added("Only these collections", "Spring");
    added("Not these collections", "Sale");
    put(/^Most points for one order/, "200");
    put(/^Most points for one shopper in all/, "900");
    put(/^Budget/, "1 000");
    put("Priority", "-3");
    // Typed and not added: what stands in the field when the form is sent counts.
    put("Not these categories", "Pots");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked)).toEqual({
        slug: "tea-week",
        program: "points",
        terms: {
          name: "Tea week",
          effect: "MULTIPLY",
          factor: "1.5",
          conditions: {
            channels: ["web"],
            currencies: ["EUR"],
            tiers: ["gold"],
            groups: ["CHAMPIONS"],
            products: ["7", "8"],
            productsExcluded: ["9"],
            categories: ["Tea, loose"],
            categoriesExcluded: ["Pots"],
            collections: ["Spring"],
            collectionsExcluded: ["Sale"],
            basisMin: "25.50",
            isFirstOrder: true,
          },
          priority: -3,
          startsAt: null,
          endsAt: null,
          orderPointsMax: 200,
          profilePointsMax: 900,
          budgetPoints: 1000,
        },
      }),
    );
  });

  it("changes one term of a rule and leaves the others, and its instants, as they are", async () => {
    const asked = played([GOLD], [TAIPEI]);
    shown(<RulesCard />);
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    const factor = screen.getByLabelText("Factor, such as 1.5");
    await userEvent.clear(factor);
    await userEvent.type(factor, "3");
    await userEvent.click(await screen.findByLabelText("bronze (no longer a tier)"));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked, "crmEarningRuleUpdate")).toEqual({
        id: "g",
        slug: "gold-days",
        terms: {
          name: "Gold days",
          effect: "MULTIPLY",
          factor: "3",
          conditions: {
            currencies: ["EUR"],
            tiers: ["gold"],
            groups: ["CHAMPIONS"],
            categories: ["Tea, loose"],
            basisMin: "25.5",
          },
          priority: 5,
          startsAt: "2026-02-28T16:00:00+00:00",
          endsAt: "2026-03-07T03:30:00+00:00",
          orderPointsMax: 200,
          profilePointsMax: 500,
          budgetPoints: 1000,
        },
      }),
    );
  });

  it("says how rules combine, what limits the program has, and which others are on", async () => {
    played([GOLD, WEEK], [TAIPEI]);
    shown(<RulesCard />);
    await formFilled();

    const others = await screen.findByText("1 other rule is on");
    const part = others.closest("details");
    expect(part).toHaveTextContent("Only the best factor counts");
    expect(part).toHaveTextContent("Gold days: × 2 · priority 5");
    expect(part).not.toHaveTextContent("Tea week");
    expect(
      screen.getByText("The program gives an order at most 500 points in all."),
    ).toBeInTheDocument();
  });

  it("says a refusal at its field, and unfolds the part that it is in", async () => {
    const refusal = { field: "budgetPoints", message: "400 points were given", code: "INVALID" };
    played([GOLD], [TAIPEI], [refusal]);
    shown(<RulesCard />);
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    const budget = screen.getByLabelText(/^Budget/);
    expect(budget.closest("details")).not.toHaveAttribute("open");
    await userEvent.clear(budget);
    await userEvent.type(budget, "300");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(budget).toHaveAccessibleDescription("400 points were given"));
    expect(budget).toBeInvalid();
    expect(budget.closest("details")).toHaveAttribute("open");
    expect(screen.getByRole("dialog", { hidden: true })).toBeInTheDocument();
  });

  it.each([
    [/^Most points for one order/, "ten", "A whole number, 0 or more."],
    [/^Least amount/, "-1", "A number, such as 12.5."],
    ["Priority", "1.5", "A whole number."],
  ])("sends nothing while %s holds no number", async (label, text, problem) => {
    const asked = played([], [TAIPEI]);
    shown(<RulesCard />);
    await formFilled();
    const field = screen.getByLabelText(label);
    await userEvent.clear(field);
    await userEvent.type(field, text);

    expect(field).toHaveAccessibleDescription(problem);
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(sent(asked)).toBeUndefined();
  });

  it("names products in the list, and what the shop no longer has by its id", async () => {
    const conditions = { ...GOLD.conditions, products: ["9", "404"], productsExcluded: ["7"] };
    const rule = { ...GOLD, conditions };
    const asked = played([rule], [TAIPEI]);
    shown(<RulesCard />);

    expect(await screen.findByText("Only these products: Tea pot and 404")).toBeInTheDocument();
    expect(screen.getByText("Not these products: Sencha")).toBeInTheDocument();
    const named = asked.filter((one) => one.query.includes("crmCatalogue"));
    expect(named.map((one) => one.variables["ids"])).toEqual([["9", "404", "7"]]);
  });
});
