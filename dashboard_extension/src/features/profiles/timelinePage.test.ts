import { describe, expect, it } from "vitest";

import type { CrmProfileHistoryQuery } from "@/api/generated/graphql";

import { placeOf, timelinePage } from "./timelinePage";

const at = (minute: number): string =>
  new Date(Date.UTC(2026, 2, 29, 12, 59 - minute)).toISOString();

/** The rows behind a cursor, as the CRM pages through them. */
function behind<Node extends { id: string }>(
  nodes: readonly Node[],
  after: string | undefined,
  first: number,
): {
  totalCount: number;
  pageInfo: { hasNextPage: boolean };
  edges: { cursor: string; node: Node }[];
} {
  const rest = nodes.slice(nodes.findIndex((node) => node.id === after) + 1);
  return {
    totalCount: nodes.length,
    pageInfo: { hasNextPage: rest.length > first },
    edges: rest.slice(0, first).map((node) => ({ cursor: node.id, node })),
  };
}

/** All pages of a history, as ids, when events and notes happen at these minutes before the hour. */
function walked(
  eventMinutes: readonly number[],
  noteMinutes: readonly number[],
  rows: number,
): string[][] {
  const events = eventMinutes.map((minute, index) => ({
    id: `e${index}@${minute}`,
    type: "ORDER_PLACED",
    occurredAt: at(minute),
    details: "{}",
  }));
  const notes = noteMinutes.map((minute, index) => ({
    id: `n${index}@${minute}`,
    profileId: "ann",
    text: "",
    author: "staff:1",
    writtenAt: at(minute),
    editedBy: null,
    editedAt: null,
    mayChange: false,
  }));
  const pages: string[][] = [];
  let cursor: string | undefined;
  for (;;) {
    const place = placeOf(cursor);
    const data: CrmProfileHistoryQuery = {
      crmProfile: { id: "ann", timeline: behind(events, place.afterEvent, rows) },
      crmProfileNotes: behind(notes, place.afterNote, rows),
    };
    const page = timelinePage(data, place, rows);
    pages.push(page.entries.map((entry) => entry.cursor));
    expect(page.totalCount).toBe(events.length + notes.length);
    if (!page.pageInfo.hasNextPage) return pages;
    cursor = page.pageInfo.endCursor;
  }
}

const CASES: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ["nothing", [], []],
  ["events only", [0, 1, 2, 3, 4], []],
  ["notes only", [], [0, 1, 2, 3]],
  ["in turns", [0, 2, 4, 6, 8], [1, 3, 5, 7]],
  ["notes long before", [0, 1, 2, 3], [20, 21, 22, 23, 24]],
  ["notes long after", [20, 21, 22, 23], [0, 1, 2, 3, 4]],
  ["all at once", [5, 5, 5, 5, 5], [5, 5, 5, 5]],
  ["in heaps", [1, 1, 1, 4, 4, 9], [1, 1, 4, 4, 4, 9, 9]],
];

describe.each([1, 2, 3, 20])("pages of %s rows", (rows) => {
  it.each(CASES)("hold each row once, newest first, when there is %s", (_case, events, notes) => {
    const pages = walked(events, notes, rows);

    const ids = pages.flat();
    expect(new Set(ids).size).toBe(events.length + notes.length);
    expect(ids).toHaveLength(events.length + notes.length);
    const minutes = ids.map((id) => Number(id.split("@")[1]));
    expect(minutes).toEqual([...minutes].sort((one, other) => one - other));
    expect(pages.slice(0, -1).every((page) => page.length === rows)).toBe(true);
  });
});

describe("the place of a page", () => {
  it("is at the beginning of both lists without a cursor, and of one that was not shown yet", () => {
    expect(placeOf(undefined)).toEqual({});
    expect(placeOf("e1 ")).toEqual({ afterEvent: "e1" });
    expect(placeOf(" n1")).toEqual({ afterNote: "n1" });
    expect(placeOf("e1 n1")).toEqual({ afterEvent: "e1", afterNote: "n1" });
  });
});
