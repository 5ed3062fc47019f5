import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import OverviewPage from "./OverviewPage";

const money = (amount: number): unknown => ({ amount, currency: "EUR", fractionDigits: 2 });
const SCOPE = {
  id: "scope-1",
  channel: "default-channel",
  currency: "EUR",
  bins: 3,
  windowDays: 0,
  population: 4,
  computedAt: "2026-03-29T12:00:00+00:00",
};

function overview(scopes: unknown[] = [SCOPE]): unknown {
  const cells = [3, 2, 1].flatMap((recency) =>
    [1, 2, 3].map((frequency) => ({
      recency,
      frequency,
      profilesCount: recency === 3 && frequency === 1 ? 4 : 0,
      revenue: money(0),
    })),
  );
  return {
    data: {
      crmRfmOverview: {
        scope: SCOPE,
        scopes,
        profilesCount: 4,
        revenue: money(200),
        cells,
        groups: [
          {
            group: "NEW",
            profilesCount: 4,
            profilesShare: 1,
            revenueShare: 1,
            revenue: money(200),
          },
        ],
      },
    },
  };
}

const LIABILITY = {
  program: "points",
  opening: 100,
  movements: [
    { kind: "EARN", points: 60 },
    { kind: "REDEEM", points: -45 },
  ],
  closing: 115,
  outstanding: 120,
  pending: 10,
  debt: 5,
  ladder: [
    { month: "2026-04", points: 30 },
    { month: null, points: 90 },
  ],
  revenue: [],
};

const BUYERS = {
  timeZone: "UTC",
  months: [
    { month: "2026-02", newCount: 0, returningCount: 0, revenue: [] },
    {
      month: "2026-03",
      newCount: 3,
      returningCount: 41,
      revenue: [
        { new: money(120), returning: money(4100.5) },
        {
          new: { ...(money(0) as object), currency: "USD" },
          returning: { ...(money(9) as object), currency: "USD" },
        },
      ],
    },
  ],
};

/** Plays the overview with the cards below it. */
function played(answer: () => unknown, buyers: unknown = BUYERS): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("CrmLiability(")) return { data: { crmLiability: LIABILITY } };
    if (query.includes("CrmBuyersByMonth")) return { data: { crmBuyersByMonth: buyers } };
    if (query.includes("CrmMessageCounts")) {
      const states = ["queued", "sent", "suppressed", "bounced", "failed", "unknown"];
      return { data: Object.fromEntries(states.map((name, at) => [name, { totalCount: at * 7 }])) };
    }
    return answer();
  });
}

const asksOfOverview = (asked: readonly Asked[]): readonly Asked[] =>
  asked.filter((one) => one.query.includes("CrmRfmOverview"));

describe("the overview", () => {
  it("leads from a cell to the people in it", async () => {
    played(() => overview());
    shown(<OverviewPage />);

    const cell = await screen.findByRole("link", {
      name: "4 customers with recency 3 and frequency 1",
    });

    expect(cell).toHaveAttribute("href", "/customers?recency=3&frequency=1&scope=scope-1");
    expect(screen.getByRole("link", { name: "New" })).toHaveAttribute(
      "href",
      "/customers?groups=NEW&scope=scope-1",
    );
    expect(screen.getByText("€50.00")).toBeInTheDocument();
  });

  it("lets one choose the channel and currency when there are several", async () => {
    const asked = played(() =>
      overview([SCOPE, { ...SCOPE, id: "scope-2", channel: null, currency: "TWD" }]),
    );
    shown(<OverviewPage />);

    const choice = await screen.findByRole("combobox", { name: "Channel and currency" });
    expect(screen.getAllByRole("option").map((option) => option.textContent)).toEqual([
      "default-channel · EUR",
      "All channels · TWD",
    ]);
    await userEvent.selectOptions(choice, "scope-2");

    await waitFor(() =>
      expect(asksOfOverview(asked).at(-1)?.variables).toEqual({ scopeId: "scope-2" }),
    );
  });

  it("tells what points did and which lapse next", async () => {
    const asked = played(() => overview());
    shown(<OverviewPage />);

    const rows = await screen.findByRole("table", { name: "How they came about" });
    expect(rows).toHaveTextContent("Opening100Earned+60Redeemed-45Closing115");
    expect(screen.getByText("Lapse next").parentElement).toHaveTextContent("Lapse next30Apr 2026");
    const { on, sinceOn } = asked.find((one) => one.query.includes("CrmLiability("))?.variables as {
      on: string;
      sinceOn: string;
    };
    expect((Date.parse(on) - Date.parse(sinceOn)) / 86_400_000).toBe(30);
  });

  it("leads from a number of messages to those messages", async () => {
    played(() => overview());
    shown(<OverviewPage />);

    const failed = await screen.findByRole("link", { name: "Failed" });
    expect(failed).toHaveAttribute("href", "/messages/sent?state=FAILED");
    expect(failed.closest("tr")).toHaveTextContent("Failed28");
  });

  it("tells who is new and who came back, and leads to the new ones", async () => {
    played(() => overview());
    shown(<OverviewPage />);

    const rows = await screen.findByRole("table", { name: "New and returning buyers" });
    expect(rows).toHaveTextContent("Mar 2026341€120.00$0.00€4,100.50$9.00Feb 202600––");
    expect(screen.getByRole("link", { name: "3 new customers of Mar 2026" })).toHaveAttribute(
      "href",
      "/customers?newIn=2026-03",
    );
  });

  it("says so when nobody bought for a year", async () => {
    played(() => overview(), { ...BUYERS, months: BUYERS.months.slice(0, 1) });
    shown(<OverviewPage />);

    expect(await screen.findByText("Nobody bought in the last twelve months.")).toBeInTheDocument();
  });

  it("says what to expect while nobody has ordered", async () => {
    played(() => ({ data: { crmRfmOverview: null } }));
    shown(<OverviewPage />);

    expect(await screen.findByText("No scores yet.")).toBeInTheDocument();
  });

  it("says so when the caller may not see it", async () => {
    endpointPlayed(() => ({
      errors: [
        {
          message: "To access this path, you need one of the following permissions: MANAGE_USERS",
          extensions: { exception: { code: "PermissionDenied" } },
        },
      ],
    }));
    shown(<OverviewPage />);

    await waitFor(() => expect(screen.getAllByText("You may not see this.")).toHaveLength(4));
    expect(screen.queryByRole("button", { name: "Try again" })).not.toBeInTheDocument();
  });
});
