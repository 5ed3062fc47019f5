import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown } from "../../../tests/shown";
import { TierCards } from "./TierCard";

const tier = (slug: string, name: string): unknown => ({ slug, name, threshold: 0 });
const STANDING = {
  program: "points",
  currency: null,
  metric: 680,
  metricAmount: null,
  tier: tier("silver", "Silver"),
  nextTier: tier("gold", "Gold"),
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
    {
      tier: "bronze",
      fromAt: "2026-01-01T00:00:00+00:00",
      untilAt: "2026-02-28T16:00:00+00:00",
      reason: "REACHED",
    },
  ],
};
const TIERS = [tier("bronze", "Bronze"), tier("silver", "Silver"), tier("gold", "Gold")];
const NOTHING = { ...STANDING, program: "none", tier: null, nextTier: null, history: [] };

function played(standings: readonly unknown[]): void {
  endpointPlayed(({ query }) => {
    if (query.includes("query CrmTierStandings")) {
      return { data: { crmTierStandings: standings } };
    }
    return query.includes("query CrmTiers")
      ? { data: { crmTiers: [{ program: "points", tiers: TIERS }] } }
      : { data: { crmPrograms: [{ slug: "points", timeZone: "Asia/Taipei" }] } };
  });
}

describe("a shopper's tier", () => {
  it("tells how far the next one is, by the program's calendar, and why this one began", async () => {
    played([STANDING, NOTHING]);
    shown(<TierCards profileId="ann" />);

    expect(await screen.findByText("Tier: Silver (points)")).toBeInTheDocument();
    expect(await screen.findByText(/by Dec 31, 2026/)).toHaveTextContent(
      "1,320 points to Gold by Dec 31, 2026",
    );
    await expect
      .poll(() => screen.getByRole("table", { name: "History" }).textContent)
      .toMatch(/SilverMar 1, 2026.*Reached.*BronzeJan 1, 2026.*Reached/);
    expect(screen.queryByText(/none/)).not.toBeInTheDocument();
  });

  it("shows nothing where no program has tiers", async () => {
    played([NOTHING]);
    const { container } = shown(<TierCards profileId="ann" />);

    await expect.poll(() => container.querySelector("[aria-busy]")).toBeNull();
    expect(screen.queryByText(/Tier/)).not.toBeInTheDocument();
  });
});
