import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { Operation } from "@/api/generated/operations";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";

import { ProfileWidget } from "./ProfileWidget";

const PROFILE = {
  id: "Q3JtUHJvZmlsZToyNQ==",
  points: { available: 1250, pending: 40 },
  rfm: [{ channel: null, currency: "EUR", group: "AT_RISK" }],
  totals: [
    {
      channel: "default-channel",
      currency: "EUR",
      ordersCount: 3,
      lastOrderedAt: "2026-03-29T12:00:00+00:00",
      revenue: { amount: 310.5, currency: "EUR" },
    },
    {
      channel: "us",
      currency: "USD",
      ordersCount: 1,
      lastOrderedAt: "2026-01-02T12:00:00+00:00",
      revenue: { amount: 20, currency: "USD" },
    },
  ],
};

function endpoint(profile: unknown, refused: readonly Operation[] = []): Asked[] {
  return endpointPlayed(({ query, variables }) => {
    if (query.includes("crmTierStandings")) {
      return { data: { crmTierStandings: [{ tier: { name: "Gold" } }, { tier: null }] } };
    }
    if (query.includes("crmMessages")) {
      expect(variables).toMatchObject({ states: ["SENT"], first: 1 });
      const node = { sentAt: "2026-02-03T10:00:00+00:00" };
      return { data: { crmMessages: { edges: [{ node }] } } };
    }
    return { data: { crmProfile: profile } };
  }, refused);
}

describe("beside a customer", () => {
  it("stands what the shopper is worth, and the way to more", async () => {
    endpoint(PROFILE);

    shown(<ProfileWidget customerId="VXNlcjox" />);

    expect(await screen.findByText("At risk")).toBeVisible();
    expect(await screen.findByText("Gold")).toBeVisible();
    expect(screen.getByText("1,250 points and 40 pending")).toBeVisible();
    expect(screen.getByText("€310.50")).toBeVisible();
    expect(screen.getByText("$20.00")).toBeVisible();
    expect(screen.getByText("4")).toBeVisible();
    expect(screen.getByText("Mar 29, 2026")).toBeVisible();
    expect(await screen.findByText("Feb 3, 2026")).toBeVisible();
    expect(screen.getByRole("link", { name: "Adjust points" })).toHaveAttribute(
      "href",
      "./customers/Q3JtUHJvZmlsZToyNQ%3D%3D?do=adjust",
    );
  });

  it("asks for nothing that would be refused, and leads to where points are given", async () => {
    const { totals, ...seen } = PROFILE;
    expect(totals).toHaveLength(2);
    // a widget's token never holds what giving points needs
    const asked = endpoint(seen, ["crmOrder", "crmPointsAdjust"]);

    shown(<ProfileWidget customerId="VXNlcjox" />);

    expect(await screen.findByText("1,250 points and 40 pending")).toBeVisible();
    expect(screen.queryByText("Spent")).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Adjust points" })).toBeVisible();
    expect(asked[0]?.variables).toEqual({ userId: "VXNlcjox", withOrders: false });
  });

  it("stands that nobody is known there yet", async () => {
    endpoint(null);

    shown(<ProfileWidget customerId="VXNlcjox" />);

    expect(await screen.findByText("There is no such customer.")).toBeVisible();
  });

  it("asks nothing when the Dashboard named nobody", () => {
    const asked = endpointPlayed(() => ({}));

    shown(<ProfileWidget customerId={null} />);

    expect(screen.getByText("There is no such customer.")).toBeVisible();
    expect(asked).toEqual([]);
  });
});
