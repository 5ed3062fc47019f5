import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown } from "../../../tests/shown";

import { OrderWidget } from "./OrderWidget";

const ORDER = {
  id: "Q3JtT3JkZXI6MQ==",
  reference: "saleor:order:7",
  exclusion: null,
  isFullyPaid: true,
  ordinal: 3,
  profile: { id: "Q3JtUHJvZmlsZToyNQ==" },
  award: { points: 120, clawedBack: 20 },
};
const EARNED = {
  id: "1",
  kind: "EARN",
  points: 120,
  waived: 0,
  actor: "system",
  reason: "",
  orderReference: "saleor:order:7",
  explanation: JSON.stringify({
    basis_minor: 12000,
    currency: "EUR",
    earn_points: 1,
    earn_per_minor: 100,
  }),
};

function endpoint(order: unknown, entries: readonly unknown[] = []): void {
  endpointPlayed(({ query }) =>
    query.includes("crmLedger")
      ? { data: { crmLedger: { edges: entries.map((node) => ({ node })) } } }
      : { data: { crmOrder: order } },
  );
}

describe("beside an order", () => {
  it("stands what it brought, why, and that the shopper bought before", async () => {
    endpoint(ORDER, [EARNED]);

    shown(<OrderWidget orderId="T3JkZXI6Nw==" />);

    expect(await screen.findByText("100 points")).toBeVisible();
    expect(screen.getByText("Has bought before: order no. 3")).toBeVisible();
    expect(await screen.findByText("€120.00 at 1 point per €1.00")).toBeVisible();
    expect(screen.getByText("+120")).toBeVisible();
    expect(screen.getByRole("link", { name: "Open profile" })).toHaveAttribute(
      "href",
      "./customers/Q3JtUHJvZmlsZToyNQ%3D%3D",
    );
  });

  it.each([
    [{ ordinal: 1 }, "First order"],
    [{ ordinal: null, exclusion: "CANCELED" }, "Canceled: does not count"],
    [{ isFullyPaid: false, award: null }, "Not fully paid yet: it has earned no points."],
    [{ award: null }, "This order moved no points."],
  ])("of %o stands %s", async (part, words) => {
    endpoint({ ...ORDER, ...part });

    shown(<OrderWidget orderId="T3JkZXI6Nw==" />);

    expect(await screen.findByText(words)).toBeVisible();
  });

  it.each([
    [{ data: { crmOrder: null } }, "There is no such order."],
    [
      { errors: [{ message: "no", extensions: { exception: { code: "PermissionDenied" } } }] },
      "You may not see this.",
    ],
  ])("stands why there is nothing: %o", async (answer, words) => {
    endpointPlayed(() => answer);

    shown(<OrderWidget orderId="T3JkZXI6Nw==" />);

    expect(await screen.findByText(words)).toBeVisible();
  });
});
