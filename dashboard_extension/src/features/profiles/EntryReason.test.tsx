import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { CrmLoyaltyEntryFieldsFragment } from "@/api/generated/graphql";

import { endpointPlayed, shown } from "../../../tests/shown";
import { EntryReason } from "./EntryReason";

function entry(explanation: object, values: object = {}): CrmLoyaltyEntryFieldsFragment {
  const known = { orderReference: "shop:order:10204", reason: "", actor: "system", waived: 0 };
  const told = { ...known, ...values, explanation: JSON.stringify(explanation) };
  return told as unknown as CrmLoyaltyEntryFieldsFragment;
}

describe("why points moved", () => {
  it("is what each rule and tier gave, and what a limit took off it", () => {
    endpointPlayed(() => ({ data: {} }));
    const rules = [
      { rule: "tier:silver", points: 4, trimmed: 0 },
      { rule: "tea-weeks", points: 30, trimmed: 12 },
      {
        rule: "club",
        name: "Tea club",
        points: 5,
        trimmed: 1200,
        trimmed_by: { profile: 1000, budget: 200 },
      },
    ];
    shown(<EntryReason entry={entry({ stacking: "additive", tier: "silver", rules })} />);

    expect(screen.getByText("Order 10204")).toBeInTheDocument();
    expect(screen.getByText("Tier silver: 4 points")).toBeInTheDocument();
    expect(screen.getByText(/^Rule tea-weeks: 30 points/)).toHaveTextContent(
      "Rule tea-weeks: 30 points (a limit or an empty budget took off 12)",
    );
    expect(screen.getByText(/^Rule Tea club: 5 points/)).toHaveTextContent(
      "Rule Tea club: 5 points (its limit for one shopper took off 1,000) (its empty budget took off 200)",
    );
  });

  it("is the basis of an award without rules", () => {
    endpointPlayed(() => ({ data: {} }));
    const basis = { basis_minor: 2914, currency: "EUR", earn_points: 1, earn_per_minor: 100 };
    shown(<EntryReason entry={entry(basis)} />);

    expect(screen.getByText("€29.14 at 1 point per €1.00")).toBeInTheDocument();
    expect(screen.queryByText(/^Rule|^Tier/)).not.toBeInTheDocument();
  });

  it("calls tiers by their names, and one that ended by its short name", async () => {
    const tiers = [{ slug: "silver", name: "Silberstatus" }];
    endpointPlayed(() => ({ data: { crmTiers: [{ program: "points", tiers }] } }));
    const rules = [
      { rule: "tier:silver", points: 4, trimmed: 0 },
      { rule: "tier:old", points: 1, trimmed: 0 },
    ];
    shown(<EntryReason entry={entry({ rules })} />);

    expect(await screen.findByText("Tier Silberstatus: 4 points")).toBeInTheDocument();
    expect(screen.getByText("Tier old: 1 point")).toBeInTheDocument();
  });

  it("is put into words where the CRM moved them, and left as staff wrote it", () => {
    endpointPlayed(() => ({ data: {} }));
    shown(
      <>
        <EntryReason entry={entry({}, { reason: "referral, as advocate" })} />
        <EntryReason entry={entry({}, { reason: "expired", actor: "staff:4" })} />
      </>,
    );

    expect(screen.getByText("Recommended a friend")).toBeInTheDocument();
    expect(screen.getByText("expired")).toBeInTheDocument();
  });
});
