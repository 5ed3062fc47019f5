import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import ReferralsCard from "./ReferralsCard";

const PAGE = { hasNextPage: false, endCursor: null };
const TERMS = {
  program: "points",
  revision: 1,
  validFrom: "2026-03-01T00:00:00+00:00",
  isActive: true,
  advocatePoints: 500,
  friendPoints: 250,
  minimums: [{ amount: 25, currency: "EUR", fractionDigits: 2 }],
  holdDays: 14,
  claimDays: 180,
  monthlyMax: null,
  dailyMax: 5,
  reverses: true,
};

function referral(values: object = {}): object {
  const person = (id: string, firstName: string): object => ({
    id,
    firstName,
    lastName: "",
    email: null,
  });
  return {
    id: "referral-1",
    program: "points",
    claimedAt: "2026-03-29T12:00:00+00:00",
    state: "REVIEW",
    reason: null,
    qualifiedAt: null,
    advocatePoints: 0,
    friendPoints: 0,
    signals: [{ kind: "SAME_CARD", seenAt: "2026-03-29T12:00:00+00:00" }],
    isApproved: null,
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    advocate: person("ann", "Ann"),
    friend: person("bo", "Bo"),
    ...values,
  };
}

function played(referrals: readonly object[], terms: object | null = TERMS): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmReferralDecide")) {
      return { data: { crmReferralDecide: { errors: [], referral: { isApproved: false } } } };
    }
    if (query.includes("crmReferralTermsUpdate")) {
      return { data: { crmReferralTermsUpdate: { errors: [], terms } } };
    }
    if (query.includes("crmReferralTerms")) return { data: { crmReferralTerms: terms } };
    const edges = referrals.map((node) => ({ node }));
    return { data: { crmReferrals: { totalCount: edges.length, pageInfo: PAGE, edges } } };
  });
}

const input = (asked: readonly Asked[], name: string): unknown =>
  asked.find((one) => one.query.includes(name))?.variables["input"];

describe("referrals", () => {
  it("shows what was noticed, and refuses only with a reason", async () => {
    const asked = played([referral()]);
    shown(<ReferralsCard />);

    const row = (await screen.findByRole("link", { name: "Ann" })).closest("tr") as HTMLElement;
    expect(row).toHaveTextContent("Same payment card");
    await userEvent.click(within(row).getByRole("button", { name: "Refuse" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Refuse" })).toBeDisabled();
    await userEvent.type(dialog.getByLabelText("Your reason"), "one household");
    await userEvent.click(dialog.getByRole("button", { name: "Refuse" }));

    await waitFor(() =>
      expect(input(asked, "crmReferralDecide")).toEqual({
        id: "referral-1",
        isApproved: false,
        reason: "one household",
      }),
    );
    expect(await screen.findByText("The referral was refused.")).toBeInTheDocument();
  });

  it("asks first for those that wait, and says when there are none", async () => {
    const asked = played([]);
    shown(<ReferralsCard />);

    expect(await screen.findByText("No referral waits for you.")).toBeInTheDocument();
    expect(asked[0]?.variables["states"]).toEqual(["REVIEW"]);
  });

  it("says why a referral was refused, and by whom", async () => {
    played([
      referral({
        state: "REJECTED",
        reason: "STAFF",
        isApproved: false,
        decidedBy: "staff:7",
        decisionReason: "one household",
      }),
    ]);
    shown(<ReferralsCard />);

    const row = (await screen.findByRole("link", { name: "Bo" })).closest("tr");
    expect(row).toHaveTextContent("Refused: refused by staff");
    expect(row).toHaveTextContent("Staff member 7: one household");
  });

  it("keeps everything else of the terms when referrals are switched off", async () => {
    const asked = played([]);
    shown(<ReferralsCard />);

    await userEvent.click(await screen.findByRole("switch", { name: "Referrals" }));

    await waitFor(() =>
      expect(input(asked, "crmReferralTermsUpdate")).toEqual({
        program: "points",
        isActive: false,
        advocatePoints: 500,
        friendPoints: 250,
        holdDays: 14,
        claimDays: 180,
        dailyMax: 5,
        reverses: true,
        minimums: [{ currency: "EUR", amount: "25" }],
        isUnlimited: true,
      }),
    );
  });

  it("takes the first terms with a minimum in a currency that is typed", async () => {
    const asked = played([], null);
    shown(<ReferralsCard />);

    await screen.findByText("The shop takes no referrals yet.");
    await userEvent.click(screen.getByRole("button", { name: "Change" }));
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.type(screen.getByLabelText("Also in (currency, three letters)"), "twd");
    await userEvent.type(screen.getByLabelText("Least order in TWD"), "800,50");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(input(asked, "crmReferralTermsUpdate")).toMatchObject({
        minimums: [{ currency: "TWD", amount: "800.50" }],
        monthlyMax: 10,
        advocatePoints: 500,
      }),
    );
  });
});
