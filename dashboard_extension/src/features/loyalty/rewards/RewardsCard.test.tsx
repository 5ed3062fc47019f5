import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { CLUB, FIVE, played, POINTS, put, save, sent, TENTH } from "../../../../tests/rewards";
import { shown } from "../../../../tests/shown";
import RewardsCard from "./RewardsCard";

async function formFilled(): Promise<void> {
  await userEvent.click(await screen.findByRole("button", { name: "New reward" }));
  await waitFor(() => expect(screen.getByLabelText("Currency")).toHaveValue("EUR"));
  put("Name", "Five off");
  put("Costs so many points", "1 000");
  put("Amount", "5,50");
}

const PLAIN = {
  name: "Five off",
  kind: "FIXED",
  points: 1000,
  values: [{ currency: "EUR", amount: "5.50" }],
  validDays: 90,
  remindDays: 0,
  tiers: [],
  stock: null,
  isAutomatic: false,
  returnsExpired: false,
};

describe("the table of rewards", () => {
  it("says for whom each is, how long codes live, from which order on, and what is left", async () => {
    played({ rewards: [FIVE, TENTH] });
    shown(<RewardsCard />);

    const five = (await screen.findByText("5 euros off")).closest("tr");
    await waitFor(() => expect(five).toHaveTextContent("Gold"));
    const cells = (row: Element | null | undefined): (string | null)[] =>
      [...(row?.querySelectorAll("td") ?? [])].map((cell) => cell.textContent);
    expect(cells(five)).toEqual([
      "5 euros offIssued by itself",
      "€5.00From €20.00 ontaiwan: NT$150.00",
      "100",
      "Gold",
      "30 days",
      "12",
      "8",
      "On",
      "Edit",
    ]);
    expect(cells(five?.nextElementSibling)).toEqual([
      "A tenth off",
      "10%EUR",
      "100",
      "everybody",
      "for ever",
      "0",
      "–",
      "On",
      "Edit",
    ]);
  });

  it("hides its buttons from who may not use them", async () => {
    played({ rewards: [FIVE], refused: ["crmRewardUpdate", "crmRewardCreate"] });
    shown(<RewardsCard />);

    expect(await screen.findByText("5 euros off")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Edit" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "New reward" })).not.toBeInTheDocument();
  });
});

describe("a new reward", () => {
  it("needs a name, its points and its amount, and goes to the only program", async () => {
    const asked = played({});
    shown(<RewardsCard />);
    await formFilled();
    expect(screen.queryByLabelText("Program")).not.toBeInTheDocument();
    await userEvent.click(save());

    await waitFor(() =>
      expect(sent(asked)).toEqual({ slug: "five-off", program: "points", terms: PLAIN }),
    );
  });

  it("is made with everything that the contract has", async () => {
    const asked = played({ programs: [POINTS, CLUB] });
    shown(<RewardsCard />);
    await formFilled();
    await userEvent.click(await screen.findByLabelText("Silver"));
    await userEvent.selectOptions(screen.getByLabelText("Program"), "club");
    expect(screen.queryByLabelText(/no longer a tier/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByLabelText("Golden friends"));
    put(/^Least order/, "20", 1);
    await userEvent.click(screen.getByRole("button", { name: "Add a currency or a channel" }));
    expect(
      within(screen.getByRole("group", { name: "Value 2" })).getByLabelText("Currency"),
    ).toHaveValue("TWD");
    put("Currency", "pln", 2);
    put(/^Channel/, " poland ", 2);
    put("Amount", "21.9", 2);
    put(/^Days a code is good/, "30");
    put(/^Days before the end/, "7");
    put(/^Stock/, "500");
    await userEvent.click(screen.getByLabelText("Points of a code that lapses unused come back"));
    await userEvent.click(screen.getByLabelText("Issued by itself for so many earned points"));
    await userEvent.click(save());

    await waitFor(() =>
      expect(sent(asked)).toEqual({
        slug: "five-off",
        program: "club",
        terms: {
          name: "Five off",
          kind: "FIXED",
          points: 1000,
          values: [
            { currency: "EUR", amount: "5.50", minSpent: "20" },
            { currency: "PLN", channel: "poland", amount: "21.9" },
          ],
          validDays: 30,
          remindDays: 7,
          tiers: ["gold"],
          stock: 500,
          isAutomatic: true,
          returnsExpired: true,
        },
      }),
    );
  });

  it("of a percentage has no amount, and of a gift card one currency", async () => {
    const asked = played({});
    shown(<RewardsCard />);
    await formFilled();
    await userEvent.click(screen.getByRole("button", { name: "Add a currency or a channel" }));
    put("Amount", "180", 2);
    await userEvent.selectOptions(screen.getByLabelText("Kind"), "GIFT_CARD");
    expect(screen.getAllByRole("group", { name: /^Value/ })).toHaveLength(1);
    expect(
      screen.queryByRole("button", { name: "Add a currency or a channel" }),
    ).not.toBeInTheDocument();

    await userEvent.selectOptions(screen.getByLabelText("Kind"), "PERCENT");
    expect(screen.getAllByRole("group", { name: /^Value/ })).toHaveLength(2);
    expect(screen.queryByLabelText("Amount")).not.toBeInTheDocument();
    expect(save()).toBeDisabled();
    put(/^Percent off/, "15");
    await userEvent.click(screen.getByRole("button", { name: "Remove value 1" }));
    expect(screen.getByRole("group", { name: "Worth" })).toHaveFocus();
    expect(screen.queryByRole("button", { name: /^Remove value/ })).not.toBeInTheDocument();
    await userEvent.click(save());

    await waitFor(() =>
      expect(sent(asked)).toEqual({
        slug: "five-off",
        program: "points",
        terms: { ...PLAIN, kind: "PERCENT", percent: 15, values: [{ currency: "TWD" }] },
      }),
    );
  });

  it.each([
    ["Costs so many points", "many", "A whole number, 0 or more."],
    [/^Days a code is good/, "1.5", "A whole number, 0 or more."],
    [/^Days before the end/, "-1", "A whole number, 0 or more."],
    [/^Stock/, "lots", "A whole number, 0 or more."],
    ["Amount", "1,250", "An amount, such as 1250.50, with no sign between thousands."],
    [/^Least order/, "-1", "An amount, such as 1250.50, with no sign between thousands."],
    ["Currency", "E1", "Three letters, such as EUR."],
  ])("is not sent while %s holds what it cannot", async (label, text, problem) => {
    const asked = played({});
    shown(<RewardsCard />);
    await formFilled();
    expect(save()).toBeEnabled();
    put(label, text);

    const field = screen.getByLabelText(label);
    expect(field).toHaveAccessibleDescription(problem);
    expect(field).toBeInvalid();
    fireEvent.submit(field);
    await userEvent.click(save());
    expect(sent(asked)).toBeUndefined();
  });

  it.each(["Name", "Costs so many points", "Amount", "Currency"])(
    "is not sent without %s",
    async (label) => {
      const asked = played({});
      shown(<RewardsCard />);
      await formFilled();
      put(label, " ");

      expect(save()).toBeDisabled();
      fireEvent.submit(screen.getByLabelText(label));
      expect(sent(asked)).toBeUndefined();
    },
  );
});
