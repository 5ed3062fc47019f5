import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import { TimelineCard } from "./TimelineCard";

const event = (id: string, type: string, occurredAt: string, details = "{}"): object => ({
  node: { id, type, occurredAt, details },
});

const EVENTS = {
  totalCount: 30,
  pageInfo: { hasNextPage: true, endCursor: "c1" },
  edges: [
    event("e2", "order_placed", "2026-03-29T12:00:00Z", '{"number": "7"}'),
    event("e1", "profile_created", "2026-03-01T12:00:00Z"),
  ],
};
const OLDER = {
  totalCount: 30,
  pageInfo: { hasNextPage: false, endCursor: "c2" },
  edges: [event("e0", "points_earned", "2026-02-01T12:00:00Z", '{"points": 5}')],
};
const timeline = (after: unknown): object => ({
  data: { crmProfile: { id: "ann", timeline: after === "c1" ? OLDER : EVENTS } },
});

const note = (values: object): object => ({
  id: "n1",
  profileId: "ann",
  text: "likes linen\nand blue",
  author: "staff:4",
  writtenAt: "2026-03-15T12:00:00Z",
  editedBy: null,
  editedAt: null,
  mayChange: true,
  ...values,
});

/** Plays the notes, and lets each change succeed unless `refused` says why not. */
function played(notes: readonly object[], refused?: string): Asked[] {
  const errors = refused ? [{ field: "text", message: refused, code: "INVALID" }] : [];
  return endpointPlayed(({ query, variables }) => {
    if (query.includes("timeline(")) return timeline(variables["after"]);
    const change = /mutation Crm(\w+)/.exec(query)?.[1];
    if (change) return { data: { [`crm${change}`]: { errors, note: null } } };
    return {
      data: {
        crmProfileNotes: {
          totalCount: notes.length,
          pageInfo: {},
          edges: notes.map((node) => ({ node })),
        },
      },
    };
  });
}

const changes = (asked: readonly Asked[]): readonly Asked[] =>
  asked.filter((one) => one.query.includes("mutation"));

async function items(): Promise<string[]> {
  const list = await screen.findByRole("list", { name: "Timeline" });
  return within(list)
    .getAllByRole("listitem")
    .map((item) => item.textContent ?? "");
}

describe("the timeline", () => {
  it("shows notes between events by when they were written, and by themselves", async () => {
    played([note({})]);
    shown(<TimelineCard profileId="ann" />);

    const [first = "", second = "", third = ""] = await items();
    expect(first).toContain("#7");
    expect(second).toContain("likes linen\nand blueStaff member 4");
    expect(third).toContain("Mar 1, 2026");
    expect(screen.getByText("31 rows")).toBeInTheDocument();

    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Kind" }), "Notes");

    expect(await items()).toHaveLength(1);
  });

  it("writes a note once, though the button is pressed again after a lost answer", async () => {
    let isLost = true;
    const asked = endpointPlayed(({ query }) => {
      if (query.includes("timeline(")) return timeline(undefined);
      if (!query.includes("mutation")) {
        return { data: { crmProfileNotes: { totalCount: 0, pageInfo: {}, edges: [] } } };
      }
      if (isLost) return { errors: [{ message: "lost" }] };
      return { data: { crmProfileNoteWrite: { errors: [], note: null } } };
    });
    shown(<TimelineCard profileId="ann" />);
    const text = await screen.findByLabelText("A note for colleagues");
    expect(screen.getByRole("button", { name: "Add note" })).toBeDisabled();

    await userEvent.type(text, "likes linen");
    await userEvent.click(screen.getByRole("button", { name: "Add note" }));
    expect(await screen.findByText("lost")).toBeInTheDocument();
    isLost = false;
    await userEvent.click(screen.getByRole("button", { name: "Add note" }));

    await waitFor(() => expect(text).toHaveValue(""));
    const sent = changes(asked).map((one) => one.variables["input"] as Record<string, string>);
    expect(sent.map((input) => [input["profileId"], input["text"]])).toEqual([
      ["ann", "likes linen"],
      ["ann", "likes linen"],
    ]);
    expect(sent[0]?.["key"]).toBe(sent[1]?.["key"]);
  });

  it("says why a note was refused and keeps what was typed", async () => {
    played([], "a note holds at most 2000 characters, got 2001");
    shown(<TimelineCard profileId="ann" />);
    const text = await screen.findByLabelText("A note for colleagues");
    await userEvent.type(text, "long");

    await userEvent.click(screen.getByRole("button", { name: "Add note" }));

    expect(await screen.findByRole("alert")).toHaveTextContent(
      "a note holds at most 2000 characters, got 2001",
    );
    expect(text).toHaveValue("long");
  });

  it("changes and deletes what the CRM lets this person change", async () => {
    const asked = played([note({})]);
    shown(<TimelineCard profileId="ann" />);

    await userEvent.click(await screen.findByRole("button", { name: "Edit note" }));
    const dialog = screen.getByRole("dialog", { name: "Edit note" });
    await userEvent.type(within(dialog).getByLabelText("Note"), "!");
    await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(changes(asked)).toHaveLength(1));
    await userEvent.click(screen.getByRole("button", { name: "Delete note" }));
    const asking = await screen.findByRole("dialog", { name: "Delete note" });
    await userEvent.click(within(asking).getByRole("button", { name: "Delete note" }));

    await waitFor(() => expect(changes(asked)).toHaveLength(2));
    expect(changes(asked).map((one) => one.variables)).toEqual([
      { input: { id: "n1", text: "likes linen\nand blue!" } },
      { id: "n1" },
    ]);
  });

  it("offers no change of what somebody else wrote, and tells who changed it last", async () => {
    played([note({ mayChange: false, editedBy: "staff:9", editedAt: "2026-03-16T12:00:00Z" })]);
    shown(<TimelineCard profileId="ann" />);

    expect((await items())[1]).toContain("changed by Staff member 9");
    expect(screen.queryByRole("button", { name: "Edit note" })).not.toBeInTheDocument();
  });

  it("goes back to older events and forth, each note once at its time", async () => {
    const old = { id: "n0", text: "asked for linen", writtenAt: "2026-01-15T12:00:00Z" };
    const same = { id: "n2", text: "born", writtenAt: "2026-03-01T12:00:00Z" };
    const asked = played([note({}), note(same), note(old)]);
    shown(<TimelineCard profileId="ann" />);
    expect((await items()).join()).not.toContain("asked for linen");
    expect((await items()).join()).not.toContain("born");

    await userEvent.click(screen.getByRole("button", { name: "Next" }));

    await waitFor(async () => expect((await items())[0]).toContain("born"));
    expect((await items())[1]).toContain("5 points");
    expect((await items())[2]).toContain("asked for linen");
    expect(await items()).toHaveLength(3);
    expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
    await userEvent.click(screen.getByRole("button", { name: "Previous" }));
    await waitFor(async () => expect((await items())[0]).toContain("#7"));
    expect(await items()).toHaveLength(3);
    const pages = asked.filter((one) => one.query.includes("timeline("));
    expect(pages.map((one) => one.variables["after"])).toContain("c1");
  });
});
