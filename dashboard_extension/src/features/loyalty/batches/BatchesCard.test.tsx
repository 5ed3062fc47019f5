import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import BatchesCard from "./BatchesCard";

const PAGE = { hasNextPage: false, endCursor: null };

function batch(state: string): object {
  return {
    id: "batch-1",
    kind: "GRANT",
    name: "legacy till",
    fileSha256: "",
    reason: "",
    actor: "token:1",
    state,
    percent: 40,
    rowsCount: 2,
    refusedCount: 1,
    pointsTotal: 620,
    postedCount: 0,
    postedPoints: state === "PREVIEW" ? 0 : 620,
    revertedPoints: 0,
    shortPoints: 0,
    createdAt: "2026-03-29T12:00:00+00:00",
    progressedAt: "2026-03-29T12:00:00+00:00",
  };
}

function played(state: string, batches: readonly object[] = [batch(state)]): Asked[] {
  const refused = {
    line: 3,
    profileId: null,
    points: 5,
    state: "REFUSED",
    code: "UNKNOWN_PROFILE",
  };
  const rows = { totalCount: 1, pageInfo: PAGE, edges: [{ node: refused }] };
  return endpointPlayed(({ query }) => {
    const payload = { errors: [], batch: batch(state) };
    if (query.includes("crmPointsBatchCreate")) return { data: { crmPointsBatchCreate: payload } };
    if (query.includes("crmPointsBatchApply")) return { data: { crmPointsBatchApply: payload } };
    if (query.includes("crmPointsBatchRevert")) return { data: { crmPointsBatchRevert: payload } };
    if (query.includes("crmPointsBatches")) {
      const edges = batches.map((node) => ({ node }));
      return { data: { crmPointsBatches: { totalCount: edges.length, pageInfo: PAGE, edges } } };
    }
    return { data: { crmPointsBatch: { ...batch(state), rows } } };
  });
}

const asks = (asked: readonly Asked[], name: string): Asked[] =>
  asked.filter((one) => one.query.includes(name));

describe("points for many", () => {
  it("checks a file with its control totals, shows what it holds, and asks before it gives it", async () => {
    const asked = played("PREVIEW");
    shown(<BatchesCard />);

    await userEvent.click(await screen.findByRole("button", { name: "Give points to many" }));
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.type(dialog.getByLabelText(/^Name, such as/), "legacy till");
    await userEvent.upload(
      dialog.getByLabelText("CSV file"),
      new File(["email,points\na@example.com,500\n"], "points.csv", { type: "text/csv" }),
    );
    await userEvent.type(dialog.getByLabelText(/^Lines the file should have/), "2");
    await userEvent.click(dialog.getByRole("button", { name: "Check the file" }));

    expect(await screen.findByText("no such shopper")).toBeInTheDocument();
    expect(asks(asked, "crmPointsBatchCreate")[0]?.variables["input"]).toEqual({
      kind: "GRANT",
      name: "legacy till",
      content: btoa("email,points\na@example.com,500\n"),
      rowsExpected: 2,
    });
    expect(asks(asked, "crmPointsBatchApply")).toHaveLength(0);
    await userEvent.click(screen.getByRole("button", { name: "Give the points" }));
    expect(asks(asked, "crmPointsBatchApply")).toHaveLength(0);
    await userEvent.click(
      within(screen.getByRole("dialog")).getByRole("button", { name: "Give the points" }),
    );
    await waitFor(() => expect(asks(asked, "crmPointsBatchApply")).toHaveLength(1));
  });

  it("asks before a batch is taken back", async () => {
    const asked = played("DONE");
    shown(<BatchesCard />);

    await userEvent.click(await screen.findByRole("button", { name: "legacy till" }));
    await userEvent.click(await screen.findByRole("button", { name: "Take back" }));
    expect(asks(asked, "crmPointsBatchRevert")).toHaveLength(0);
    await userEvent.click(
      within(screen.getByRole("dialog")).getByRole("button", { name: "Take back" }),
    );

    await waitFor(() => expect(asks(asked, "crmPointsBatchRevert")).toHaveLength(1));
  });

  it("says how far it is while it works, and nothing can be pressed twice", async () => {
    played("RUNNING");
    shown(<BatchesCard />);

    await userEvent.click(await screen.findByRole("button", { name: "legacy till" }));

    expect(await screen.findByRole("progressbar")).toHaveAttribute("value", "40");
    expect(screen.queryByRole("button", { name: "Give the points" })).not.toBeInTheDocument();
  });

  it("says that nothing was given yet", async () => {
    played("DONE", []);
    shown(<BatchesCard />);

    expect(await screen.findByText("No points were given to many yet.")).toBeInTheDocument();
  });
});
