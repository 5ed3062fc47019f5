import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import TiersCard from "./TiersCard";

const money = (amount: number): unknown => ({ amount, currency: "TWD", fractionDigits: 2 });
const tier = (slug: string, name: string, threshold: number, amount: number | null): unknown => ({
  slug,
  name,
  threshold,
  amount: amount === null ? null : money(amount),
  earnPercent: 100,
  benefits: "",
});

function program(values: object = {}): object {
  return {
    program: "default",
    revision: 2,
    validFrom: "2026-03-01T00:00:00+00:00",
    metric: "POINTS",
    currency: null,
    window: "CALENDAR_YEAR",
    windowLength: null,
    keepsNextYear: true,
    downgrade: "FULL",
    graceDays: 30,
    refunds: "AT_ONCE",
    tiers: [tier("bronze", "Bronze", 0, null), tier("silver", "Silver", 500, null)],
    ...values,
  };
}

const MEMBER = {
  fromAt: "2026-03-01T00:00:00+00:00",
  untilAt: "2027-12-31T16:00:00+00:00",
  reason: "REACHED",
  profile: { id: "ann", firstName: "Ann", lastName: "Lee", email: "ann@example.com" },
  standing: {
    program: "default",
    currency: null,
    metric: 680,
    metricAmount: null,
    tier: tier("silver", "Silver", 500, null),
    keptUntil: "2027-12-31T16:00:00+00:00",
    missingToKeep: 0,
    missingToKeepAmount: null,
    nextTier: tier("gold", "Gold", 2000, null),
    missing: 1320,
    missingAmount: null,
    deadlineAt: "2026-12-31T16:00:00+00:00",
    history: [
      {
        tier: "silver",
        fromAt: "2026-03-01T00:00:00+00:00",
        untilAt: "2027-12-31T16:00:00+00:00",
        reason: "REACHED",
      },
    ],
  },
};

function played(tiers: readonly object[]): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmPrograms")) {
      return { data: { crmPrograms: [{ slug: "default", timeZone: "Asia/Taipei" }] } };
    }
    if (query.includes("crmTiersUpdate")) {
      return { data: { crmTiersUpdate: { errors: [], tiers: null } } };
    }
    if (query.includes("crmTierMembers")) {
      const pageInfo = { hasNextPage: false, endCursor: null };
      return { data: { crmTierMembers: { totalCount: 1, pageInfo, edges: [{ node: MEMBER }] } } };
    }
    return { data: { crmTiers: tiers } };
  });
}

const sent = (asked: readonly Asked[]): unknown =>
  asked.find((one) => one.query.includes("crmTiersUpdate"))?.variables["input"];

describe("tiers", () => {
  it("says how to begin, and sends the first tier with the program's policies", async () => {
    const asked = played([]);
    shown(<TiersCard />);
    expect(await screen.findByText("There are no tiers yet.")).toBeInTheDocument();

    await userEvent.click(screen.getByRole("button", { name: "New tier" }));
    await userEvent.type(screen.getByLabelText("Name"), "金卡");
    await userEvent.type(screen.getByLabelText("From how many points on"), "2 000");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked)).toEqual({
        program: "default",
        metric: "POINTS",
        window: "CALENDAR_YEAR",
        keepsNextYear: true,
        tiers: [
          { slug: "tier-91d1-5361", name: "金卡", threshold: 2000, earnPercent: 100, benefits: "" },
        ],
      }),
    );
  });

  it("keeps the other tiers and the policies when one changes, in money where money counts", async () => {
    const tiers = [tier("bronze", "Bronze", 0, 0), tier("silver", "Silver", 50050, 500.5)];
    const asked = played([program({ metric: "SPEND", currency: "TWD", tiers })]);
    shown(<TiersCard />);

    await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[1] as Element);
    const field = screen.getByLabelText("From how much spent on, in TWD");
    expect(field).toHaveValue("500.5");
    await userEvent.clear(field);
    await userEvent.type(field, "700,25");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked)).toMatchObject({
        metric: "SPEND",
        currency: "TWD",
        graceDays: 30,
        tiers: [
          { slug: "bronze", amount: "0" },
          { slug: "silver", amount: "700.25" },
        ],
      }),
    );
  });

  it("shows members with what is missing by which day of the program's calendar", async () => {
    played([program()]);
    shown(<TiersCard />);

    const member = (await screen.findByRole("link", { name: "Ann Lee" })).closest("tr");

    const row = within(member as HTMLElement);
    expect(row.getByText(/1,320 points to Gold/)).toHaveTextContent("by Dec 31, 2026");
    expect(row.getByText("Dec 31, 2027")).toBeInTheDocument();
    await userEvent.click(row.getByRole("button", { name: "History" }));
    expect(screen.getByRole("dialog", { name: "Tiers of Ann Lee" })).toHaveTextContent("Reached");
  });

  it("asks before a tier is taken from everybody", async () => {
    const asked = played([program()]);
    shown(<TiersCard />);

    await userEvent.click((await screen.findAllByRole("button", { name: "Remove" }))[1] as Element);
    expect(sent(asked)).toBeUndefined();
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Remove" }));

    await waitFor(() => expect(sent(asked)).toMatchObject({ tiers: [{ slug: "bronze" }] }));
  });
});
