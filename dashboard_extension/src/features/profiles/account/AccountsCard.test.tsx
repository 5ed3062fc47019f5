import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import type { CrmLoyaltyAccountStatus } from "@/api/generated/graphql";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import type { Profile } from "../ProfilePage";
import { AccountsCard, type Account } from "./AccountsCard";

const POINTS: Account = {
  program: "points",
  status: "ACTIVE",
  available: 120,
  pending: 30,
  reserved: 0,
  debt: 5,
};
const CLUB: Account = { ...POINTS, program: "club", available: 7, pending: 0, debt: 0 };

function played(
  name: string,
  status: CrmLoyaltyAccountStatus,
  errors: readonly object[] = [],
): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmCoupons(")) {
      const pageInfo = { hasNextPage: false, endCursor: null };
      return { data: { crmCoupons: { totalCount: 2, pageInfo, edges: [] } } };
    }
    return { data: { [name]: { errors, account: errors.length > 0 ? null : { status } } } };
  });
}

function card(...accounts: Account[]): void {
  shown(<AccountsCard profile={{ id: "ann", pointsByProgram: accounts } as unknown as Profile} />);
}

const isChange = (one: Asked): boolean => one.query.trimStart().startsWith("mutation");
const changes = (asked: readonly Asked[]): unknown[] =>
  asked.filter(isChange).map((one) => one.variables["input"]);

async function dialogOpened(step: string, program = "points"): Promise<HTMLElement> {
  const row = screen.getByText(program).closest("li");
  if (!row) throw new Error(`there is no row of ${program}`);
  await userEvent.click(within(row).getByRole("button", { name: step }));
  return screen.getByRole("dialog", { name: step });
}

describe("the accounts of a shopper", () => {
  it("show the state of each program and what may be done in it", () => {
    card(
      POINTS,
      { ...CLUB, status: "FROZEN" },
      { ...CLUB, program: "old", status: "CLOSED", available: 0 },
    );

    const rows = screen.getAllByRole("listitem").map((row) => ({
      words: row.textContent,
      steps: within(row)
        .getAllByRole("button")
        .map((button) => button.textContent),
    }));
    expect(rows.map((row) => row.steps)).toEqual([
      ["Freeze the account", "Close the account"],
      ["Unfreeze the account", "Close the account"],
      ["Open the account again"],
    ]);
    expect(rows[0]?.words).toContain(
      "points: takes part120 available · 30 pending · 0 held by carts · 5 owed",
    );
    expect(rows[1]?.words).toContain("club: frozen: earns, may not spend");
    expect(rows[2]?.words).toContain("old: left the program");
  });

  it("are not shown before a program has started", () => {
    card();

    expect(screen.queryByText("Taking part")).not.toBeInTheDocument();
  });

  it.each([
    [
      "Freeze the account",
      "ACTIVE",
      "crmLoyaltyAccountFreeze",
      "FROZEN",
      "The account was frozen.",
    ],
    [
      "Unfreeze the account",
      "FROZEN",
      "crmLoyaltyAccountUnfreeze",
      "ACTIVE",
      "The account may spend again.",
    ],
    ["Close the account", "ACTIVE", "crmLoyaltyAccountClose", "CLOSED", "The account was closed."],
    [
      "Open the account again",
      "CLOSED",
      "crmLoyaltyAccountReopen",
      "ACTIVE",
      "The account is open again.",
    ],
  ] as const)("%s: in the program that was chosen, for a reason", async (...one) => {
    const [step, before, mutation, after, notice] = one;
    const asked = played(mutation, after);
    card(POINTS, { ...CLUB, status: before });
    const dialog = await dialogOpened(step, "club");
    const confirm = within(dialog).getByRole("button", { name: step });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText("Reason"), " asked by phone ");
    await userEvent.click(confirm);

    expect(await screen.findByText(notice)).toBeInTheDocument();
    expect(changes(asked)).toEqual([
      { profileId: "ann", program: "club", reason: "asked by phone" },
    ]);
    expect(asked.find(isChange)?.query).toContain(mutation);
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("say what closing does to points, carts and coupons, and begin on the safe button", async () => {
    const asked = played("crmLoyaltyAccountClose", "CLOSED");
    card({ ...POINTS, reserved: 40 });
    const dialog = await dialogOpened("Close the account");

    expect(dialog).toHaveTextContent("120 available points and 30 pending are forfeited for good.");
    expect(dialog).toHaveTextContent("5 points that are owed stay owed.");
    expect(dialog).toHaveTextContent("Carts hold 40 points: the account cannot be closed");
    expect(await within(dialog).findByText(/2 can be used now/)).toBeInTheDocument();
    expect(within(dialog).getByRole("button", { name: "Cancel" })).toHaveFocus();
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(changes(asked)).toEqual([]);
  });

  it("stay open with the CRM's words when it refuses", async () => {
    const message = "carts hold 40 points of the account";
    played("crmLoyaltyAccountClose", "ACTIVE", [{ field: null, message, code: "POINTS_HELD" }]);
    card({ ...POINTS, reserved: 40 });
    const dialog = await dialogOpened("Close the account");
    await userEvent.type(within(dialog).getByLabelText("Reason"), "left");
    await userEvent.click(within(dialog).getByRole("button", { name: "Close the account" }));

    expect(await within(dialog).findByRole("alert")).toHaveTextContent(message);
    expect(screen.getByRole("dialog")).toBeInTheDocument();
  });

  it("say so when the shopper has no account to freeze", async () => {
    played("crmLoyaltyAccountFreeze", "ACTIVE");
    card(POINTS);
    const dialog = await dialogOpened("Freeze the account");
    await userEvent.type(within(dialog).getByLabelText("Reason"), "fraud?");
    await userEvent.click(within(dialog).getByRole("button", { name: "Freeze the account" }));

    expect(await screen.findByText(/^Nothing was frozen/)).toBeInTheDocument();
  });

  it("offer nothing to whom the CRM would refuse, and show the state all the same", () => {
    endpointPlayed(() => ({ data: {} }), ["crmLoyaltyAccountFreeze", "crmLoyaltyAccountClose"]);
    card(POINTS);

    const row = screen.getByRole("listitem");
    expect(row).toHaveTextContent("takes part");
    expect(within(row).queryByRole("button")).not.toBeInTheDocument();
  });

  it("say that a permission was lost meanwhile, and which", async () => {
    const asked = endpointPlayed(() => ({
      errors: [
        {
          message: "To access this path, you need one of: MANAGE_DISCOUNTS",
          extensions: { exception: { code: "PermissionDenied" } },
        },
      ],
    }));
    card(POINTS);
    const dialog = await dialogOpened("Freeze the account");
    // Coupons may not be seen either: what happens to them is said without their number.
    expect(dialog).toHaveTextContent("Coupons that were issued stay good.");
    await userEvent.type(within(dialog).getByLabelText("Reason"), "fraud?");
    await userEvent.click(within(dialog).getByRole("button", { name: "Freeze the account" }));

    const alert = await within(dialog).findByRole("alert");
    expect(alert).toHaveTextContent("You may not change this.");
    expect(alert).toHaveTextContent("MANAGE_DISCOUNTS");
    await waitFor(() => expect(changes(asked)).toHaveLength(1));
  });
});
