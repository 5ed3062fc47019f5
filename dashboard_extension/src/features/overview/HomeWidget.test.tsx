import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown } from "../../../tests/shown";

import { HomeWidget } from "./HomeWidget";

const OVERVIEW = {
  scope: { id: "U2NvcGU6MQ==", population: 72 },
  revenue: { amount: 10969.56, currency: "EUR" },
  groups: [
    { group: "CHAMPIONS", profilesCount: 5, revenueShare: 0.219 },
    { group: "LOYAL", profilesCount: 0, revenueShare: 0 },
  ],
};

describe("on the home page", () => {
  it("stand the shop's figures and the groups that hold somebody, each leading to its people", async () => {
    endpointPlayed(() => ({ data: { crmRfmOverview: OVERVIEW } }));

    shown(<HomeWidget />);

    expect(await screen.findByText("72")).toBeVisible();
    expect(screen.getByText("€10,969.56")).toBeVisible();
    expect(screen.getByRole("link", { name: "Champions" })).toHaveAttribute(
      "href",
      "./customers?groups=CHAMPIONS&scope=U2NvcGU6MQ%3D%3D",
    );
    expect(screen.getByText("(22%)")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Loyal" })).not.toBeInTheDocument();
  });

  it("stands that nobody has ordered yet", async () => {
    endpointPlayed(() => ({ data: { crmRfmOverview: null } }));

    shown(<HomeWidget />);

    expect(await screen.findByText("No scores yet.")).toBeVisible();
  });
});
