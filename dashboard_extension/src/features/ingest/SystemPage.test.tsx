import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import SystemPage from "./SystemPage";

const SWEEP = {
  host: "saleor",
  kind: "ORDER",
  readUntil: "2026-03-29T12:00:00+00:00",
  finishedAt: "2026-03-29T12:05:00+00:00",
  askedAt: null,
  isRunning: false,
  factsRead: 1200,
  factsRepaired: 3,
};

const queue = (name: string, waitingCount: number, isLate: boolean): object => ({
  name,
  waitingCount,
  waitsSince: waitingCount ? "2026-03-29T12:00:00+00:00" : null,
  isLate,
});

function played(system: object): Asked[] {
  const page = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, edges: [] };
  return endpointPlayed(({ query }) => {
    if (query.includes("crmReconcile")) {
      return { data: { crmReconcile: { errors: [], system } } };
    }
    if (query.includes("crmSystem")) return { data: { crmSystem: system } };
    if (query.includes("crmLedgerProof")) return { data: { crmLedgerProof: null } };
    const inbox = { pending: 0, claimed: 0, done: 0, dead: 0, oldestPendingAt: null, items: page };
    return { data: { crmInbox: inbox } };
  });
}

const changes = (asked: readonly Asked[]): unknown[] =>
  asked.filter((one) => one.query.includes("crmReconcile")).map((one) => one.variables);

describe("the system", () => {
  it("says what waits, and asks about the worker when something waits too long", async () => {
    const queues = [queue("FACTS", 2, false), queue("MESSAGES", 7, true)];
    played({ queues, sweeps: [], canSweep: false });
    shown(<SystemPage />);

    const table = await screen.findByRole("table", { name: "Work in the background" });
    const cells = within(table).getAllByRole("row")[2];
    expect(cells).toHaveTextContent("Messages, to be sent");
    expect(cells).toHaveTextContent("7");
    expect(screen.getByRole("alert")).toHaveTextContent("is a Celery worker running?");
  });

  it("has no button where there is no shop to read", async () => {
    played({ queues: [queue("FACTS", 0, false)], sweeps: [], canSweep: false });
    shown(<SystemPage />);

    expect(await screen.findByText(/there is no shop to read again/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Read what changed" })).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("reads what changed at once, and everything after a question", async () => {
    const asked = played({ queues: [], sweeps: [SWEEP], canSweep: true });
    shown(<SystemPage />);

    await userEvent.click(await screen.findByRole("button", { name: "Read what changed" }));
    await waitFor(() => expect(changes(asked)).toEqual([{}]));
    await userEvent.click(screen.getByRole("button", { name: "Read everything" }));
    expect(changes(asked)).toHaveLength(1);
    const dialog = screen.getByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Read everything" }));

    await waitFor(() => expect(changes(asked)).toEqual([{}, { input: { isWhole: true } }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it.each([
    [{ isRunning: true, askedAt: null }, "Being read"],
    [{ isRunning: false, askedAt: "2026-03-29T12:06:00+00:00" }, "Waits for a worker"],
    [{ isRunning: false, askedAt: null }, "Up to date"],
  ])("tells a sweep's state: %o", async (state, word) => {
    played({ queues: [], sweeps: [{ ...SWEEP, ...state }], canSweep: true });
    shown(<SystemPage />);

    const row = await screen.findByRole("row", { name: /Orders/ });
    expect(row).toHaveTextContent(word);
    expect(row).toHaveTextContent("1,200");
  });
});
