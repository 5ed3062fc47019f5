import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import ProfilePage from "./ProfilePage";

const NOBODY_THERE = { totalCount: 0, pageInfo: { hasNextPage: false }, edges: [] };
const ANN = {
  id: "ann",
  firstName: "Ann",
  lastName: "Lee",
  isRegistered: false,
  tags: [],
  totals: [],
  points: { available: 5, pending: 0, reserved: 0, debt: 0, expiringSoon: 0, expiring: [] },
  pointsByProgram: [],
  consents: [],
  consentHistory: { edges: [] },
  rfm: [],
  rfmMoves: { edges: [] },
};

const LISTS: Readonly<Record<string, object>> = {
  CrmProfilePage: { crmProfile: ANN },
  CrmProfileHistory: {
    crmProfile: { id: "ann", timeline: NOBODY_THERE },
    crmProfileNotes: NOBODY_THERE,
  },
  CrmProfileOrders: { crmProfile: { id: "ann", orders: NOBODY_THERE } },
  CrmProfileMessages: { crmProfile: { id: "ann", messages: NOBODY_THERE } },
  CrmLoyaltyEntries: { crmLoyaltyEntries: NOBODY_THERE },
  CrmPrograms: { crmPrograms: [] },
  CrmTierStandings: { crmTierStandings: [] },
};

const nameOf = ({ query }: Asked): string => /query (\w+)/.exec(query)?.[1] ?? "";

function pageShown(): void {
  shown(
    <Routes>
      <Route path="/customers/:id" element={<ProfilePage />} />
    </Routes>,
    "/customers/ann",
  );
}

describe("a customer's page", () => {
  it("asks for the timeline beside the profile, and for each list once, when it is opened", async () => {
    const asked = endpointPlayed((one) => ({ data: LISTS[nameOf(one)] }));
    pageShown();
    expect(await screen.findByText("Nothing has happened yet.")).toBeInTheDocument();
    expect(asked.map(nameOf).sort()).toEqual(["CrmProfileHistory", "CrmProfilePage"]);

    for (const [tab, word] of [
      ["Points", "No points have moved yet."],
      ["Orders", "No orders yet."],
      ["Messages", "No messages yet."],
      ["About", "No order that counts yet."],
      ["Timeline", "Nothing has happened yet."],
    ] as const) {
      await userEvent.click(screen.getByRole("tab", { name: tab }));
      await screen.findByText(word);
    }

    expect(asked.map(nameOf).sort()).toEqual([
      "CrmLoyaltyEntries",
      "CrmProfileHistory",
      "CrmProfileMessages",
      "CrmProfileOrders",
      "CrmProfilePage",
      "CrmPrograms",
      "CrmTierStandings",
    ]);
    for (const list of ["timeline(", "crmProfileNotes(", "orders(", "messages("]) {
      expect([list, asked.filter(({ query }) => query.includes(list)).length]).toEqual([list, 1]);
    }
  });

  it("begins with the timeline while the profile is still on its way", async () => {
    let answer: (data: object) => void = () => undefined;
    const asked = endpointPlayed((one) =>
      nameOf(one) === "CrmProfilePage"
        ? new Promise<object>((resolve) => {
            answer = resolve;
          })
        : { data: LISTS[nameOf(one)] },
    );
    pageShown();

    await waitFor(() => expect(asked.map(nameOf)).toContain("CrmProfileHistory"));
    expect(screen.queryByRole("tab")).not.toBeInTheDocument();
    answer({ data: LISTS["CrmProfilePage"] });

    expect(await screen.findByText("Nothing has happened yet.")).toBeInTheDocument();
    expect(asked).toHaveLength(2);
  });

  it("asks nothing about orders for who may not see them", async () => {
    const asked = endpointPlayed(
      (one) =>
        nameOf(one) === "CrmProfilePage"
          ? { data: { crmProfile: { ...ANN, totals: undefined } } }
          : { data: LISTS[nameOf(one)] },
      ["crmOrder"],
    );
    pageShown();
    await screen.findByText("Nothing has happened yet.");

    expect(screen.queryByRole("tab", { name: "Orders" })).not.toBeInTheDocument();
    expect(asked.find((one) => nameOf(one) === "CrmProfilePage")?.variables["withOrders"]).toBe(
      false,
    );
  });
});
