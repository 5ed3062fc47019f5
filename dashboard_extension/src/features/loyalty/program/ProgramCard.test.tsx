import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import { ProgramCard } from "./ProgramCard";

const money = (amount: number, currency: string): unknown => ({
  amount,
  currency,
  fractionDigits: 2,
});

function rate(currency: string | null, amounts: readonly unknown[]): object {
  return {
    channel: null,
    currency,
    earnPoints: 1,
    earnPerMinor: 100,
    redeemPoints: 100,
    redeemMinor: 500,
    amounts,
    redeemPointsMin: 0,
    redeemPointsBlock: 1,
    redeemPercentMax: 50,
    basisIsGross: false,
    basisHasShipping: true,
    basisHasDiscounts: false,
    basisHasPointsPaid: false,
    basisHasGiftCards: false,
  };
}

const TWD = rate("TWD", [{ spend: money(1, "TWD"), worth: money(5, "TWD") }]);
const ANY = rate(null, [
  { spend: money(1, "USD"), worth: money(5, "USD") },
  { spend: money(100, "JPY"), worth: money(500, "JPY") },
  { spend: money(0.1, "KWD"), worth: money(0.5, "KWD") },
]);

function played(rates: readonly object[], status = "ACTIVE"): Asked[] {
  const policies = {
    holdDays: 14,
    lifetimeDays: null,
    lifetimeMonths: 12,
    rounding: "FLOOR",
    shortfall: "DEBT",
    returnGraceDays: 0,
    cancelGraceDays: 30,
    earnsHistory: false,
    guestsMaySpend: false,
    reservationMinutes: 30,
    inactivityMonths: null,
    alonePointsMax: null,
    stacking: "ADDITIVE",
    orderPointsMax: null,
    dayPointsMax: null,
    monthPointsMax: null,
  };
  const current = { number: 3, validFrom: "2026-03-01T00:00:00+00:00", policies, rates };
  const program = { slug: "points", status, timeZone: "UTC", activatedAt: null, current };
  return endpointPlayed(({ query }) =>
    query.includes("crmProgramRevise")
      ? { data: { crmProgramRevise: { errors: [], program } } }
      : { data: { crmPrograms: [program] } },
  );
}

const sent = (asked: readonly Asked[]): unknown =>
  asked.find((one) => one.query.includes("crmProgramRevise"))?.variables["input"];

describe("the points program", () => {
  it("tells its rates in money, each currency with its own decimals", async () => {
    played([ANY]);
    shown(<ProgramCard />);

    const row = (await screen.findByText(/any currency/)).closest("tr") as HTMLElement;
    expect(row).toHaveTextContent("1 point per $1.00");
    expect(row).toHaveTextContent("1 point per ¥100");
    expect(row).toHaveTextContent(/1 point per KWD\s0.100/);
    expect(row).toHaveTextContent("100 points pay ¥500");
    expect(row).toHaveTextContent("Shipping earns points");
  });

  it("sends a changed rate in money and the others as they are", async () => {
    const asked = played([ANY, TWD]);
    shown(<ProgramCard />);

    await userEvent.click((await screen.findAllByRole("button", { name: "Edit" }))[1] as Element);
    const field = screen.getByLabelText("For each amount of, in TWD");
    expect(field).toHaveValue("1");
    await userEvent.clear(field);
    await userEvent.type(field, "2,50");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked)).toMatchObject({
        program: "points",
        policies: { holdDays: 14 },
        rates: [
          { currency: null, earnPerMinor: 100, redeemMinor: 500 },
          { currency: "TWD", earnPoints: 1, spend: "2.50", worth: "5", basisHasShipping: true },
        ],
      }),
    );
    expect(JSON.stringify(sent(asked))).not.toContain("amounts");
  });

  it("asks before a rate is removed, beginning on the button that does nothing", async () => {
    const asked = played([ANY, TWD]);
    shown(<ProgramCard />);

    await userEvent.click((await screen.findAllByRole("button", { name: "Remove" }))[1] as Element);
    const dialog = within(screen.getByRole("dialog", { name: "Remove" }));
    expect(dialog.getByText(/^The rate of All channels · TWD ends\./)).toBeInTheDocument();
    expect(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus();
    await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(sent(asked)).toBeUndefined();

    await userEvent.click(screen.getAllByRole("button", { name: "Remove" })[1] as Element);
    await userEvent.click(
      within(screen.getByRole("dialog")).getByRole("button", { name: "Remove" }),
    );
    await waitFor(() =>
      expect(sent(asked)).toMatchObject({ rates: [{ currency: null, earnPerMinor: 100 }] }),
    );
  });

  it("changes a policy and lets the rates be", async () => {
    const asked = played([TWD]);
    shown(<ProgramCard />);

    await userEvent.click(await screen.findByRole("button", { name: "Change the rules" }));
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.clear(dialog.getByLabelText("Days that earned points are pending"));
    expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
    await userEvent.type(dialog.getByLabelText("Days that earned points are pending"), "7");
    await userEvent.type(dialog.getByLabelText(/^Months without buying/), "6");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(sent(asked)).toMatchObject({
        policies: {
          holdDays: 7,
          inactivityMonths: 6,
          alonePointsMax: null,
          lifetimeMonths: 12,
          lifetimeDays: null,
          stacking: "ADDITIVE",
        },
        rates: [{ currency: "TWD", earnPerMinor: 100 }],
      }),
    );
  });

  it("is not changed while it is paused", async () => {
    played([], "PAUSED");
    shown(<ProgramCard />);

    expect(await screen.findByRole("button", { name: "Activate" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Change the rules" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "New rate" })).not.toBeInTheDocument();
  });
});
