/** Pages through two lists as through one: events and notes, the newest of both first. */
import type { CrmProfileHistoryQuery } from "@/api/generated/graphql";

type Edge<List> = List extends { edges: readonly (infer One)[] } ? One : never;
type Events = NonNullable<CrmProfileHistoryQuery["crmProfile"]>["timeline"];
type Notes = NonNullable<CrmProfileHistoryQuery["crmProfileNotes"]>;
type Node<List> = Edge<List> extends { node: infer One } ? One : never;

export type Entry = { readonly at: string; readonly cursor: string } & (
  | { readonly event: Node<Events>; readonly note?: never }
  | { readonly note: Node<Notes>; readonly event?: never }
);

export interface TimelinePage {
  readonly entries: readonly Entry[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly totalCount: number;
}

/** Where each list goes on; a list without a cursor begins. */
export interface Place {
  readonly afterEvent?: string;
  readonly afterNote?: string;
}

// No cursor has a space in it.
const BETWEEN = " ";

export function placeOf(cursor: string | undefined): Place {
  const [afterEvent = "", afterNote = ""] = (cursor ?? "").split(BETWEEN);
  return { ...(afterEvent ? { afterEvent } : {}), ...(afterNote ? { afterNote } : {}) };
}

/**
 * Returns the newest `rows` of what was asked behind `place`; the rest comes with the next page.
 *
 * Each list must have been asked for as many rows. What happened at the same instant stays as each list told it, notes first.
 */
export function timelinePage(
  data: CrmProfileHistoryQuery,
  place: Place,
  rows: number,
): TimelinePage {
  const events = data.crmProfile?.timeline;
  const notes = data.crmProfileNotes;
  const all = [
    ...(notes?.edges ?? []).map(({ cursor, node }) => ({ cursor, at: node.writtenAt, note: node })),
    ...(events?.edges ?? []).map(({ cursor, node }) => ({
      cursor,
      at: node.occurredAt,
      event: node,
    })),
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const entries: readonly Entry[] = all.slice(0, rows);
  const event = entries.filter((entry) => entry.event).at(-1)?.cursor ?? place.afterEvent ?? "";
  const note = entries.filter((entry) => entry.note).at(-1)?.cursor ?? place.afterNote ?? "";
  return {
    entries,
    pageInfo: {
      hasNextPage:
        all.length > rows ||
        (events?.pageInfo.hasNextPage ?? false) ||
        (notes?.pageInfo.hasNextPage ?? false),
      endCursor: `${event}${BETWEEN}${note}`,
    },
    totalCount: (events?.totalCount ?? 0) + (notes?.totalCount ?? 0),
  };
}
