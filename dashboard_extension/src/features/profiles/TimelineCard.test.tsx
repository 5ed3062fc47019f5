import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { endpointPlayed, shown, type Asked } from "../../../tests/shown";
import { TimelineCard } from "./TimelineCard";
import { TYPES } from "./timelineKinds";

const event = (id: string, type: string, occurredAt: string, details = "{}"): Row => ({
  id,
  type,
  occurredAt,
  details,
});

interface Row {
  readonly id: string;
  readonly type?: string;
  readonly occurredAt?: string;
  readonly details?: string;
}

const at = (minute: number): string =>
  new Date(Date.UTC(2026, 2, 29, 12) - minute * 60_000).toISOString();

const EVENTS = [
  event("e2", "ORDER_PLACED", "2026-03-29T12:00:00Z", '{"number": "7"}'),
  event("e1", "CUSTOMER_REGISTERED", "2026-03-01T12:00:00Z"),
];

const note = (values: object): Row & Record<string, unknown> => ({
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

/** A page of rows, as the CRM makes it: the cursor of a row is its id. */
function pageOf(rows: readonly Row[], first: unknown, after: unknown): object {
  const rest = rows.slice(rows.findIndex((row) => row.id === after) + 1);
  const edges = rest.slice(0, Number(first)).map((node) => ({ cursor: node.id, node }));
  return {
    totalCount: rows.length,
    pageInfo: { hasNextPage: rest.length > edges.length },
    edges,
  };
}

/** What the CRM tells of `events` and `notes`, each newest first. */
function history(
  variables: Asked["variables"],
  events: readonly Row[],
  notes: readonly Row[],
): object {
  const { first, types, afterEvent, afterNote, withEvents, withNotes } = variables;
  const wanted = Array.isArray(types) ? events.filter(({ type }) => types.includes(type)) : events;
  return {
    data: {
      ...(withEvents
        ? { crmProfile: { id: "ann", timeline: pageOf(wanted, first, afterEvent) } }
        : {}),
      ...(withNotes ? { crmProfileNotes: pageOf(notes, first, afterNote) } : {}),
    },
  };
}

/** Plays a history, and lets each change succeed unless `refused` says why not. */
function played(
  notes: readonly Row[],
  { refused, events = EVENTS }: { refused?: string; events?: readonly Row[] } = {},
): Asked[] {
  const errors = refused ? [{ field: "text", message: refused, code: "INVALID" }] : [];
  return endpointPlayed(({ query, variables }) => {
    const change = /mutation Crm(\w+)/.exec(query)?.[1];
    if (change) return { data: { [`crm${change}`]: { errors, note: null } } };
    return history(variables, events, notes);
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
    expect(screen.getByText("3 rows")).toBeInTheDocument();

    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Kind" }), "Notes");

    await waitFor(async () => expect(await items()).toHaveLength(1));
    expect(screen.getByText("1 row")).toBeInTheDocument();
  });

  it("names tiers and topics, and says why a tier was lost", async () => {
    const told = (id: string, type: string, details: object): Row =>
      event(id, type, "2026-03-29T12:00:00Z", JSON.stringify(details));
    const events = [
      told("e4", "TIER_LOST", {
        program: "points",
        tier: null,
        previous_tier: "gold",
        reason: "lapsed",
        kept_until: null,
      }),
      told("e3", "TIER_REACHED", {
        program: "points",
        tier: "gold",
        previous_tier: "silver",
        reason: "reached",
        kept_until: null,
      }),
      told("e2", "CONSENT_GRANTED", { channel: "email", topic: "news", source: "shop" }),
      told("e1", "CONSENT_REVOKED", { channel: "email", topic: "", source: "shop" }),
    ];
    endpointPlayed(({ query, variables }) => {
      if (!query.includes("query CrmTiers")) return history(variables, events, []);
      const tiers = [{ slug: "gold", name: "Gold" }];
      return { data: { crmTiers: [{ program: "points", tiers }] } };
    });
    shown(<TimelineCard profileId="ann" />);

    await waitFor(async () => {
      const words = (await items()).map((item) => item.replace(/Mar 29.*/, ""));
      expect(words).toEqual([
        "Tier lostGold → No tier · Time was over",
        "Tier reachedsilver → Gold",
        "Agreed to messagesemail · news",
        "Refused messagesemail",
      ]);
    });
  });

  it("writes a note once, though the button is pressed again after a lost answer", async () => {
    let isLost = true;
    const asked = endpointPlayed(({ query, variables }) => {
      if (!query.includes("mutation")) return history(variables, EVENTS, []);
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
    played([], { refused: "a note holds at most 2000 characters, got 2001" });
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

  it("goes back to what is older and forth, twenty of both lists at a time", async () => {
    const orders = Array.from({ length: 30 }, (_, day) =>
      event(`e${day}`, "ORDER_PLACED", at(2 * day + 1), `{"number": "${30 - day}"}`),
    );
    const notes = Array.from({ length: 15 }, (_, day) =>
      note({ id: `n${day}`, text: `note ${day}`, writtenAt: at(2 * day) }),
    );
    const asked = played(notes, { events: orders });
    shown(<TimelineCard profileId="ann" />);

    const first = await items();
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    await waitFor(async () => expect((await items())[0]).toContain("note 10"));
    const second = await items();
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    await waitFor(async () => expect((await items())[0]).toContain("#5"));
    const third = await items();

    expect([first.length, second.length, third.length]).toEqual([20, 20, 5]);
    expect(screen.getByRole("button", { name: "Next" })).toBeDisabled();
    const told = [...first, ...second, ...third].join(" ");
    for (let day = 1; day <= 30; day += 1) expect(told.split(`#${day}M`)).toHaveLength(2);
    for (let day = 0; day < 15; day += 1) expect(told.split(`note ${day}S`)).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "Previous" }));
    await waitFor(async () => expect((await items())[0]).toContain("note 10"));
    const pages = asked.filter(({ query }) => query.includes("query CrmProfileHistory"));
    expect(pages.map(({ variables }) => [variables["afterEvent"], variables["afterNote"]])).toEqual(
      [
        [undefined, undefined],
        ["e9", "n9"],
        ["e24", "n14"],
      ],
    );
  });

  it("lets the CRM choose the events of a kind, and keeps the choice from page to page", async () => {
    const events = Array.from({ length: 60 }, (_, minute) => [
      event(`o${minute}`, "ORDER_PAID", at(minute), `{"number": "${minute}"}`),
      event(`p${minute}`, "POINTS_EARNED", at(minute), '{"points": 5}'),
    ]).flat();
    const asked = played([note({})], { events });
    shown(<TimelineCard profileId="ann" />);
    await userEvent.click(await screen.findByRole("button", { name: "Next" }));

    await userEvent.selectOptions(
      screen.getByRole("combobox", { name: "Kind" }),
      "Orders and carts",
    );
    await waitFor(async () => expect((await items())[1]).toContain("#1"));
    expect(await items()).toHaveLength(20);
    expect(screen.getByRole("button", { name: "Previous" })).toBeDisabled();
    expect(screen.getByText("60 rows")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Next" }));

    await waitFor(async () => expect((await items())[0]).toContain("#20"));
    expect((await items()).every((item) => item.startsWith("Order paid"))).toBe(true);
    expect(screen.getByRole("combobox", { name: "Kind" })).toHaveDisplayValue("Orders and carts");
    expect(asked.slice(-2).map(({ variables }) => variables)).toEqual([
      { id: "ann", first: 20, withEvents: true, withNotes: false, types: TYPES.orders },
      {
        id: "ann",
        first: 20,
        withEvents: true,
        withNotes: false,
        types: TYPES.orders,
        afterEvent: "o19",
      },
    ]);
  });

  it.each([
    ["Coupons", "Nothing of this kind has happened."],
    ["Notes", "Nobody has noted anything yet."],
  ])("says that of %s there is nothing", async (kind, words) => {
    played([]);
    shown(<TimelineCard profileId="ann" />);
    await items();

    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Kind" }), kind);

    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(screen.queryByRole("list", { name: "Timeline" })).not.toBeInTheDocument();
  });
});
