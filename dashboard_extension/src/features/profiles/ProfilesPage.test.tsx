import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Operation } from "@/api/generated/operations";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import ProfilesPage from "./ProfilesPage";

const person = (id: string, firstName: string): object => ({
  id,
  firstName,
  lastName: "",
  email: `${id}@example.com`,
  tags: [],
  createdAt: "2026-03-29T12:00:00+00:00",
});

/** Every piece of bulk work has a second one behind the cursor `next`; the first answer may be lost. */
function played({ isFirstLost = false } = {}, refused: readonly Operation[] = []): Asked[] {
  let isLost = isFirstLost;
  return endpointPlayed(({ query, variables }) => {
    const input = (variables["input"] ?? variables) as { after?: string | null };
    const endCursor = input.after ? null : "next";
    if (query.includes("crmProfilesTag")) {
      if (input.after && isLost) {
        isLost = false;
        return { errors: [{ message: "lost" }] };
      }
      return {
        data: { crmProfilesTag: { errors: [], doneCount: input.after ? 7 : 100, endCursor } },
      };
    }
    if (query.includes("crmProfilesAdjust")) {
      const counts = { doneCount: 3, requestedCount: 2, refusedCount: 1, endCursor: null };
      return { data: { crmProfilesAdjust: { errors: [], ...counts } } };
    }
    if (query.includes("crmProfileExport")) {
      const csv = input.after ? "2,Bo\r\n" : "id,first_name\r\n1,Ann\r\n";
      return { data: { crmProfileExport: { csv, rowsCount: 1, endCursor } } };
    }
    const isBought = variables["withOrders"] === true ? { totals: [] } : {};
    const edges = [person("ann", "Ann"), person("bo", "Bo")].map((node) => ({
      node: { ...node, ...isBought },
    }));
    const pageInfo = { hasNextPage: false, endCursor: null };
    return { data: { crmProfiles: { totalCount: 107, pageInfo, edges } } };
  }, refused);
}

const inputs = (asked: readonly Asked[], name: string): unknown[] =>
  asked.filter((one) => one.query.includes(name)).map((one) => one.variables["input"]);

beforeEach(() => window.localStorage.clear());

describe("the list of customers", () => {
  it("leaves out what was bought, and what would be refused", async () => {
    played({}, ["crmOrder", "crmProfilesAdjust"]);
    shown(<ProfilesPage />, "/customers");

    expect(await screen.findByRole("link", { name: "Ann" })).toBeInTheDocument();
    for (const name of [/^Orders/, /^Spent/, /^Last order/]) {
      expect(screen.queryByRole("columnheader", { name })).not.toBeInTheDocument();
    }
    expect(screen.getByRole("button", { name: "Tag" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Adjust points" })).not.toBeInTheDocument();
  });

  it("tags everybody in the filtered list, piece by piece", async () => {
    const asked = played();
    shown(<ProfilesPage />, "/customers?tag=vip");

    await userEvent.click(await screen.findByRole("button", { name: "Tag" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText(/107 customers are changed/)).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/^Tags to put on/), "spring, loyal");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));

    expect(await screen.findByText("Done: 107.")).toBeInTheDocument();
    const same = {
      where: { tag: { eq: "vip" } },
      addTags: ["spring", "loyal"],
      removeTags: [],
    };
    expect(inputs(asked, "crmProfilesTag")).toEqual([
      { ...same, after: null },
      { ...same, after: "next" },
    ]);
  });

  it("goes on where a lost answer stopped it", async () => {
    const asked = played({ isFirstLost: true });
    shown(<ProfilesPage />);

    await userEvent.click(await screen.findByRole("button", { name: "Tag" }));
    await userEvent.type(screen.getByLabelText(/^Tags to put on/), "spring");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("lost");
    await userEvent.click(screen.getByRole("button", { name: "Go on" }));

    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    const cursors = inputs(asked, "crmProfilesTag").map((one) => (one as { after: unknown }).after);
    expect(cursors).toEqual([null, "next", "next"]);
  });

  it("adjusts the points of who is selected and tells what became of it", async () => {
    const asked = played();
    shown(<ProfilesPage />);

    await userEvent.click(await screen.findByRole("checkbox", { name: "Select Bo" }));
    await userEvent.click(screen.getByRole("button", { name: "Adjust points" }));
    await userEvent.type(screen.getByLabelText("How many points"), "50");
    await userEvent.type(screen.getByLabelText("Reason"), "sorry");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    expect(
      await screen.findByText("Moved: 3. Waiting for a second person: 2. Too few points: 1."),
    ).toBeInTheDocument();
    expect(inputs(asked, "crmProfilesAdjust")).toMatchObject([
      { where: { ids: ["bo"] }, points: 50, reason: "sorry" },
    ]);
  });

  it("makes one file of all pieces, without an address that names anybody", async () => {
    const asked = played();
    const made: Blob[] = [];
    vi.stubGlobal("URL", Object.assign(URL, { revokeObjectURL: vi.fn() }));
    URL.createObjectURL = (blob: Blob) => {
      made.push(blob);
      return "blob:file";
    };
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    shown(<ProfilesPage />);

    await userEvent.click(await screen.findByRole("button", { name: "Export as CSV" }));

    expect(await screen.findByText("The file was made.")).toBeInTheDocument();
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      await (made[0] as Blob).arrayBuffer(),
    );
    expect(text).toBe("\ufeffid,first_name\r\n1,Ann\r\n2,Bo\r\n");
    expect(asked.filter((one) => one.query.includes("crmProfileExport"))).toHaveLength(2);
  });

  it("hides columns and keeps views in this browser", async () => {
    played();
    const first = shown(<ProfilesPage />, "/customers?tag=vip");

    await userEvent.click(await screen.findByRole("checkbox", { name: "E-mail" }));
    await userEvent.click(screen.getByRole("button", { name: "Save this view" }));
    await userEvent.type(screen.getByLabelText("Name of the view"), "My VIPs");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    first.unmount();
    shown(<ProfilesPage />);

    expect(await screen.findByRole("link", { name: "My VIPs" })).toHaveAttribute(
      "href",
      expect.stringContaining("tag=vip"),
    );
    await screen.findByRole("link", { name: "Ann" });
    expect(screen.queryByRole("columnheader", { name: /E-mail/ })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Delete this view: My VIPs" }));
    await waitFor(() =>
      expect(screen.queryByRole("link", { name: "My VIPs" })).not.toBeInTheDocument(),
    );
  });
});
