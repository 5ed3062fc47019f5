import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import LiabilityCard from "./LiabilityCard";

const money = (amount: number): unknown => ({ amount, currency: "EUR", fractionDigits: 2 });

function played(values: object | null = {}): Asked[] {
  const found = values && {
    program: "points",
    since: "2026-03-01T00:00:00+00:00",
    at: "2026-04-01T00:00:00+00:00",
    opening: 1000,
    movements: [
      { kind: "EARN", points: 250 },
      { kind: "REDEEM", points: -400 },
    ],
    closing: 850,
    outstanding: 870,
    pending: 10,
    debt: 20,
    ladder: [
      { month: "2026-05", points: 300 },
      { month: null, points: 570 },
    ],
    experienceLots: 4,
    experienceUsed: 0,
    experienceLapsed: 0,
    usedPercent: null,
    revenue: [
      {
        sales: money(1000),
        issued: 250,
        used: 100,
        deferred: money(9.9),
        recognized: money(3),
        liability: money(6.9),
      },
    ],
    ...values,
  };
  return endpointPlayed(({ query }) =>
    query.includes("crmPrograms")
      ? { data: { crmPrograms: [] } }
      : { data: { crmLiability: found } },
  );
}

const days = (asked: readonly Asked[]): unknown =>
  asked.filter((one) => one.query.includes("crmLiability")).at(-1)?.variables;

describe("the liability", () => {
  it("rolls forward from opening to closing, with the ladder and the deferred revenue", async () => {
    played();
    shown(<LiabilityCard />);

    const roll = await screen.findByRole("table", { name: "How they came about" });
    expect(roll).toHaveTextContent("Opening1,000Earned+250Redeemed-400Closing850");
    const ladder = screen.getByRole("table", { name: "When the points lapse" });
    expect(ladder).toHaveTextContent("May 2026300Never570");
    const revenue = screen.getByRole("table", { name: "Deferred revenue" });
    expect(revenue).toHaveTextContent("€1,000.00€9.90€3.00€6.90");
    expect(screen.getByText(/insufficient data/)).toBeInTheDocument();
  });

  it("asks for the day that is chosen", async () => {
    const asked = played();
    shown(<LiabilityCard />);
    await screen.findByRole("heading", { name: "How they came about" });

    fireEvent.change(screen.getByLabelText("Since"), { target: { value: "2026-01-01" } });
    fireEvent.change(screen.getByLabelText("As of the end of"), {
      target: { value: "2026-01-31" },
    });

    await waitFor(() => expect(days(asked)).toEqual({ sinceOn: "2026-01-01", on: "2026-01-31" }));
  });

  it("says so without a program", async () => {
    played(null);
    shown(<LiabilityCard />);

    expect(await screen.findByText("There is no such program.")).toBeInTheDocument();
  });
});
