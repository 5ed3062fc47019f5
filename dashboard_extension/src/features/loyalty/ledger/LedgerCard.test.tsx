import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import LedgerCard from "./LedgerCard";

const ENTRY = {
  id: "entry-1",
  kind: "ADJUST",
  points: 50,
  waived: 0,
  balance: 90,
  effectiveAt: "2026-03-29T12:00:00+00:00",
  recordedAt: "2026-03-29T12:00:00+00:00",
  orderReference: null,
  actor: "token:1",
  reason: "a broken cup",
  explanation: "{}",
  profileId: "ann",
  allocations: [],
};

function played(entries: readonly object[]): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmProfiles")) {
      const node = { id: "ann", firstName: "Ann", lastName: "Lee", email: null };
      return { data: { crmProfiles: { edges: [{ node }] } } };
    }
    const pageInfo = { hasNextPage: false, endCursor: null };
    const edges = entries.map((node) => ({ node }));
    return { data: { crmLedger: { totalCount: edges.length, pageInfo, edges } } };
  });
}

describe("the ledger", () => {
  it("names the customers of a page in one question", async () => {
    const asked = played([ENTRY, { ...ENTRY, id: "entry-2" }]);
    shown(<LedgerCard />);

    expect(await screen.findAllByRole("link", { name: "Ann Lee" })).toHaveLength(2);
    const names = asked.filter((one) => one.query.includes("crmProfiles"));
    expect(names.map((one) => one.variables)).toEqual([{ ids: ["ann"] }]);
  });

  it("searches by kind, order, author and days, both included", async () => {
    const asked = played([]);
    shown(<LedgerCard />);
    expect(await screen.findByText("No such movements.")).toBeInTheDocument();

    await userEvent.selectOptions(screen.getByLabelText("What"), "ADJUST");
    await userEvent.type(screen.getByLabelText(/^Order, such as/), "shop:order:42");
    await userEvent.type(screen.getByLabelText(/^Moved by/), "token:1");
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-03-01" } });
    fireEvent.change(screen.getByLabelText("Until"), { target: { value: "2026-03-31" } });
    await userEvent.click(screen.getByRole("button", { name: "Search" }));

    await waitFor(() =>
      expect(asked.at(-1)?.variables["where"]).toEqual({
        kinds: ["ADJUST"],
        orderReference: "shop:order:42",
        actor: "token:1",
        effectiveAt: {
          gte: new Date("2026-03-01T00:00:00").toISOString(),
          lte: new Date("2026-03-31T23:59:59.999").toISOString(),
        },
      }),
    );
  });
});
