import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../../tests/shown";
import ApprovalsCard from "./ApprovalsCard";

function request(values: object = {}): object {
  return {
    id: "request-1",
    profileId: "ann",
    points: 5000,
    reason: "late parcel",
    requestedBy: "token:3",
    requestedAt: "2026-03-29T12:00:00+00:00",
    expiresAt: "2026-04-05T12:00:00+00:00",
    state: "OPEN",
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    entryId: null,
    isOwn: false,
    profile: {
      id: "ann",
      firstName: "Ann",
      lastName: "Lee",
      email: null,
      points: { available: 40 },
    },
    ...values,
  };
}

function played(requests: readonly object[], errors: readonly object[] = []): Asked[] {
  return endpointPlayed(({ query }) => {
    if (query.includes("crmPointsRequestDecide")) {
      return { data: { crmPointsRequestDecide: { errors, request: null } } };
    }
    const pageInfo = { hasNextPage: false, endCursor: null };
    const edges = requests.map((node) => ({ node }));
    return { data: { crmPointsRequests: { totalCount: edges.length, pageInfo, edges } } };
  });
}

const decisions = (asked: readonly Asked[]): unknown[] =>
  asked
    .filter((one) => one.query.includes("crmPointsRequestDecide"))
    .map((one) => one.variables["input"]);

describe("approvals", () => {
  it("shows who asked for what and why, and sends an approval with its reason", async () => {
    const asked = played([request()]);
    shown(<ApprovalsCard />);

    const row = (await screen.findByRole("link", { name: "Ann Lee" })).closest("tr");
    expect(row).toHaveTextContent("+5,000");
    expect(row).toHaveTextContent("late parcel");
    expect(row).toHaveTextContent("API token 3");
    expect(row).toHaveTextContent("has 40 points now");
    await userEvent.click(screen.getByRole("button", { name: "Approve" }));
    const dialog = within(screen.getByRole("dialog", { name: "Approve" }));
    await userEvent.type(dialog.getByLabelText("Your reason (may be empty)"), "fair");
    await userEvent.click(dialog.getByRole("button", { name: "Approve" }));

    await waitFor(() =>
      expect(decisions(asked)).toEqual([{ id: "request-1", isApproved: true, reason: "fair" }]),
    );
    expect(
      await screen.findByText("The adjustment was approved; the points have moved."),
    ).toBeInTheDocument();
  });

  it("refuses without moving anything", async () => {
    const asked = played([request()]);
    shown(<ApprovalsCard />);

    await userEvent.click(await screen.findByRole("button", { name: "Refuse" }));
    const dialog = within(screen.getByRole("dialog", { name: "Refuse" }));
    await userEvent.click(dialog.getByRole("button", { name: "Refuse" }));

    await waitFor(() =>
      expect(decisions(asked)).toEqual([{ id: "request-1", isApproved: false, reason: "" }]),
    );
  });

  it("offers no decision to who asked", async () => {
    played([request({ isOwn: true })]);
    shown(<ApprovalsCard />);

    expect(await screen.findByText("You asked: somebody else has to decide.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Approve" })).not.toBeInTheDocument();
  });

  it("keeps the dialog with the CRM's words when a decision is not taken", async () => {
    played([request()], [{ field: null, message: "request 1 is expired", code: "REQUEST_CLOSED" }]);
    shown(<ApprovalsCard />);

    await userEvent.click(await screen.findByRole("button", { name: "Approve" }));
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "Approve" }));

    expect(await dialog.findByRole("alert")).toHaveTextContent("request 1 is expired");
  });

  it("shows what was decided by whom, and nothing to press", async () => {
    played([
      request({
        state: "REJECTED",
        decidedBy: "staff:7",
        decidedAt: "2026-03-30T12:00:00+00:00",
        decisionReason: "too much",
      }),
    ]);
    shown(<ApprovalsCard />);

    const row = (await screen.findByRole("link", { name: "Ann Lee" })).closest("tr");
    expect(row).toHaveTextContent("Refused");
    expect(row).toHaveTextContent("Staff member 7");
    expect(row).toHaveTextContent("too much");
    expect(screen.queryByRole("button", { name: "Approve" })).not.toBeInTheDocument();
  });

  it("says that nothing waits", async () => {
    played([]);
    shown(<ApprovalsCard />);

    expect(await screen.findByText("Nothing waits for a decision.")).toBeInTheDocument();
  });

  it("shows the rest of a request whose customer the caller may not see", async () => {
    endpointPlayed(() => ({
      data: {
        crmPointsRequests: {
          totalCount: 1,
          pageInfo: { hasNextPage: false, endCursor: null },
          edges: [{ node: request({ profile: null }) }],
        },
      },
      errors: [{ message: "no", extensions: { exception: { code: "PermissionDenied" } } }],
    }));
    shown(<ApprovalsCard />);

    expect(await screen.findByText("late parcel")).toBeInTheDocument();
  });
});
