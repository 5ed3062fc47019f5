import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { FIVE, played, put, save, sent, TENTH } from "../../../../tests/rewards";
import { shown } from "../../../../tests/shown";
import RewardsCard from "./RewardsCard";

describe("a reward that is changed", () => {
  it("keeps what is not changed, and its kind; codes that were issued stay", async () => {
    const asked = played({ rewards: [FIVE] });
    shown(<RewardsCard />);
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    const dialog = screen.getByRole("dialog", { name: "Change a reward" });
    expect(dialog).toHaveTextContent("Amount off. The kind of a reward cannot be changed.");
    expect(dialog).toHaveTextContent("Codes that were issued stay as they are.");
    expect(dialog).toHaveTextContent("12 issued so far, 8 left");
    expect(screen.queryByLabelText("Kind")).not.toBeInTheDocument();
    put("Amount", "6", 1);
    await userEvent.click(save());

    await waitFor(() =>
      expect(sent(asked, "crmRewardUpdate")).toEqual({
        id: "r",
        terms: {
          name: "5 euros off",
          kind: "FIXED",
          points: 100,
          values: [
            { currency: "EUR", amount: "6", minSpent: "20" },
            { currency: "TWD", channel: "taiwan", amount: "150" },
          ],
          validDays: 30,
          remindDays: 7,
          tiers: ["gold"],
          stock: 20,
          isAutomatic: true,
          returnsExpired: true,
        },
      }),
    );
    expect(await screen.findByText("The reward was changed.")).toBeInTheDocument();
  });

  it("loses its limits where their fields are emptied", async () => {
    const asked = played({ rewards: [FIVE] });
    shown(<RewardsCard />);
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    for (const label of [/^Stock/, /^Days a code is good/, /^Days before the end/]) put(label, "");
    await userEvent.click(await screen.findByLabelText("Gold"));
    await userEvent.click(save());

    await waitFor(() =>
      expect(sent(asked, "crmRewardUpdate")).toMatchObject({
        terms: { validDays: null, remindDays: 0, tiers: [], stock: null },
      }),
    );
  });

  it.each([
    ["name", "Name"],
    ["points", "Costs so many points"],
    ["validDays", /^Days a code is good/],
    ["remindDays", /^Days before the end/],
    ["stock", /^Stock/],
  ])("says why its %s was refused, and unfolds the part it is in", async (field, label) => {
    played({ rewards: [FIVE], errors: [{ field, message: "not so", code: "INVALID" }] });
    shown(<RewardsCard />);
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    await userEvent.click(save());

    const input = screen.getByLabelText(label);
    await waitFor(() => expect(input).toHaveAccessibleDescription("not so"));
    expect(input).toBeInvalid();
    expect(input.closest("details")?.open ?? true).toBe(true);
    expect(screen.getByRole("dialog", { hidden: true })).toBeInTheDocument();
  });

  it("says why its percentage was refused", async () => {
    played({
      rewards: [TENTH],
      errors: [{ field: "percent", message: "not so", code: "INVALID" }],
    });
    shown(<RewardsCard />);
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    await userEvent.click(save());

    const percent = screen.getByLabelText(/^Percent off/);
    await waitFor(() => expect(percent).toHaveAccessibleDescription("not so"));
    expect(percent).toBeInvalid();
  });

  it("says beside its values why they were refused", async () => {
    played({ rewards: [FIVE], errors: [{ field: "values", message: "twice", code: "INVALID" }] });
    shown(<RewardsCard />);
    await userEvent.click(await screen.findByRole("button", { name: "Edit" }));
    await userEvent.click(save());

    const worth = screen.getByRole("group", { name: "Worth" });
    expect(await within(worth).findByRole("alert")).toHaveTextContent("twice");
  });
});
