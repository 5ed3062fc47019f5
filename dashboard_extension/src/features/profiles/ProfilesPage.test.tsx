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

const job = (values: object): object => ({
  id: "job-1",
  action: "TAG",
  state: "RUNNING",
  percent: 40,
  rowsCount: 107,
  doneCount: 40,
  requestedCount: 2,
  refusedCount: 1,
  leftCount: 64,
  actor: "staff:4",
  addTags: ["spring"],
  removeTags: ["winter"],
  points: null,
  reason: null,
  createdAt: "2026-03-29T12:00:00+00:00",
  progressedAt: "2026-03-29T12:00:01+00:00",
  finishedAt: null,
  ...values,
});
const PAGE_INFO = { hasNextPage: false, endCursor: null };

interface Played {
  readonly isFirstLost?: boolean;
  /** Asked anew at every look. */
  readonly jobs?: () => readonly object[];
}

/** A file comes in two pieces, the second behind the cursor `next`; the first answer to a wish for work may be lost. */
function played(
  { isFirstLost = false, jobs = () => [] }: Played = {},
  refused: readonly Operation[] = [],
): Asked[] {
  let isLost = isFirstLost;
  return endpointPlayed(({ query, variables }) => {
    if (query.includes("crmBulkJobCreate")) {
      if (isLost) {
        isLost = false;
        return { errors: [{ message: "lost" }] };
      }
      return { data: { crmBulkJobCreate: { errors: [], job: job({}) } } };
    }
    if (query.includes("crmBulkJobCancel")) {
      return { data: { crmBulkJobCancel: { errors: [], job: job({ state: "CANCELED" }) } } };
    }
    if (query.includes("crmBulkJobRows")) {
      const node = { profileId: "bo", state: "REFUSED", code: "NOT_ENOUGH_POINTS" };
      const rows = { totalCount: 1, pageInfo: PAGE_INFO, edges: [{ node }] };
      return { data: { crmBulkJobRows: rows } };
    }
    if (query.includes("crmBulkJobs")) {
      const edges = jobs().map((node) => ({ node }));
      return { data: { crmBulkJobs: { totalCount: edges.length, pageInfo: PAGE_INFO, edges } } };
    }
    if (query.includes("crmProfileExport")) {
      const csv = variables["after"] ? "2,Bo\r\n" : "id,first_name\r\n1,Ann\r\n";
      const endCursor = variables["after"] ? null : "next";
      return { data: { crmProfileExport: { csv, rowsCount: 1, endCursor } } };
    }
    const isBought = variables["withOrders"] === true ? { totals: [] } : {};
    const edges = [person("ann", "Ann"), person("bo", "Bo")].map((node) => ({
      node: { ...node, ...isBought },
    }));
    return { data: { crmProfiles: { totalCount: 107, pageInfo: PAGE_INFO, edges } } };
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

  it("lets a worker tag everybody in the filtered list", async () => {
    const asked = played();
    shown(<ProfilesPage />, "/customers?tag=vip");

    await userEvent.click(await screen.findByRole("button", { name: "Tag" }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText(/107 customers are changed/)).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/^Tags to put on/), "spring, loyal");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));

    expect(await screen.findByText("107 customers: the work has begun.")).toBeInTheDocument();
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(inputs(asked, "crmBulkJobCreate")).toMatchObject([
      { where: { tag: { eq: "vip" } }, tags: { add: ["spring", "loyal"], remove: [] } },
    ]);
  });

  it("is the same job when a lost answer is tried again, and another one for other tags", async () => {
    const asked = played({ isFirstLost: true });
    shown(<ProfilesPage />);

    await userEvent.click(await screen.findByRole("button", { name: "Tag" }));
    await userEvent.type(screen.getByLabelText(/^Tags to put on/), "spring");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("lost");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole("button", { name: "Tag" }));
    await userEvent.type(screen.getByLabelText(/^Tags to put on/), "summer");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());

    const keys = inputs(asked, "crmBulkJobCreate").map((one) => (one as { key: string }).key);
    expect(keys).toHaveLength(3);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it("lets a worker move the points of who is selected", async () => {
    const asked = played();
    shown(<ProfilesPage />);

    await userEvent.click(await screen.findByRole("checkbox", { name: "Select Bo" }));
    await userEvent.click(screen.getByRole("button", { name: "Adjust points" }));
    await userEvent.type(screen.getByLabelText("How many points"), "50");
    await userEvent.type(screen.getByLabelText("Reason"), "sorry");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(inputs(asked, "crmBulkJobCreate")).toMatchObject([
      { where: { ids: ["bo"] }, points: { points: 50, reason: "sorry" } },
    ]);
  });

  it("shows how far work is, until it is over, and then the list anew", async () => {
    let isOver = false;
    const over = { state: "DONE", percent: 100, doneCount: 104, leftCount: 0 };
    const asked = played({ jobs: () => [job(isOver ? over : {})] });
    shown(<ProfilesPage />);

    const table = await screen.findByRole("table", { name: "Work on many customers" });
    expect(table).toHaveTextContent("+ spring, − winter");
    expect(within(table).getByRole("progressbar")).toHaveValue(40);
    expect(table).toHaveTextContent("40 of 107 done; waiting for a second person: 2; refused: 1");
    const lists = (): number => asked.filter((one) => one.query.includes("crmProfiles(")).length;
    const before = lists();
    isOver = true;

    await waitFor(() => expect(table).toHaveTextContent("104 of 107 done"), { timeout: 3000 });
    expect(within(table).queryByRole("progressbar")).not.toBeInTheDocument();
    await waitFor(() => expect(lists()).toBeGreaterThan(before));
  });

  it("stops work, and says who was refused and why", async () => {
    const asked = played({ jobs: () => [job({})] });
    shown(<ProfilesPage />);

    await userEvent.click(await screen.findByRole("button", { name: "Cancel the rest" }));
    expect(await screen.findByText("The rest is left as it is.")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Who was refused" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Who was refused" }));

    expect(await dialog.findByRole("link", { name: "Bo" })).toHaveAttribute(
      "href",
      "/customers/bo",
    );
    expect(dialog.getByText("Too few points")).toBeInTheDocument();
    expect(asked.find((one) => one.query.includes("crmBulkJobCancel"))?.variables).toEqual({
      id: "job-1",
    });
  });

  it("lets nobody stop the points of others who may not move points", async () => {
    const points = { action: "ADJUST", addTags: [], removeTags: [], points: -5, reason: "error" };
    played({ jobs: () => [job(points)] }, ["crmProfilesAdjust"]);
    shown(<ProfilesPage />);

    const table = await screen.findByRole("table", { name: "Work on many customers" });
    expect(table).toHaveTextContent("-5 points eacherror");
    expect(screen.queryByRole("button", { name: "Cancel the rest" })).not.toBeInTheDocument();
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
