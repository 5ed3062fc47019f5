/** All that happened with this shopper and what staff noted, newest first, narrowed by kind. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmProfileNotesDocument,
  CrmProfileTimelineDocument,
  type CrmProfileNotesQuery,
  type CrmProfileTimelineQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Empty, Loaded } from "@/ui/States";
import { Pager } from "@/ui/Table";
import { Instant } from "@/ui/values";

import styles from "./Cards.module.css";
import { NoteEntry } from "./notes/NoteEntry";
import { NoteForm } from "./notes/NoteForm";
import { detailsOf, eventDetail, eventWord } from "./timeline";

type Notes = CrmProfileNotesQuery["crmProfileNotes"];
type Events = NonNullable<CrmProfileTimelineQuery["crmProfile"]>["timeline"];

const NOTES_SHOWN = 100;
const ROWS = 20;
const NOTES = "notes";

interface Entry {
  readonly key: string;
  readonly kind: string;
  readonly at: string;
  readonly content: ReactNode;
}

/** A page that was left for older ones: its cursor, and when its last event happened. */
interface Left {
  readonly cursor: string;
  readonly at: string;
}

export function TimelineCard({ profileId }: { readonly profileId: string }): ReactNode {
  const [left, setLeft] = useState<readonly Left[]>([]);
  const after = left.at(-1)?.cursor;
  const notes = useAsk(CrmProfileNotesDocument, { profileId, first: NOTES_SHOWN });
  const events = useAsk(CrmProfileTimelineDocument, {
    id: profileId,
    first: ROWS,
    ...(after ? { after } : {}),
  });
  return (
    <Loaded answer={notes} rows={6}>
      {({ crmProfileNotes }) => (
        <Loaded answer={events} rows={6}>
          {({ crmProfile }) =>
            crmProfile ? (
              <Timeline
                profileId={profileId}
                events={crmProfile.timeline}
                notes={crmProfileNotes}
                left={left}
                onLeft={setLeft}
              />
            ) : null
          }
        </Loaded>
      )}
    </Loaded>
  );
}

interface Props {
  readonly profileId: string;
  readonly events: Events;
  readonly notes: Notes;
  readonly left: readonly Left[];
  readonly onLeft: (left: readonly Left[]) => void;
}

function Timeline({ profileId, events, notes, left, onLeft }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [chosen, setKind] = useState("");
  const entries = entriesOf(events, notes, left.at(-1)?.at);
  const kinds = [...new Set(entries.map((entry) => entry.kind))].sort();
  // The last note may just have been deleted.
  const kind = kinds.includes(chosen) ? chosen : "";
  const shown = kind ? entries.filter((entry) => entry.kind === kind) : entries;
  const last = events.edges.at(-1)?.node.occurredAt ?? "";
  return (
    <Card
      title={<FormattedMessage id="timeline.title" />}
      actions={
        <Choice
          label={say({ id: "timeline.kind" })}
          value={kind}
          options={[
            ["", say({ id: "filter.any" })],
            ...kinds.map(
              (one) => [one, say({ id: one === NOTES ? "notes.title" : eventWord(one) })] as const,
            ),
          ]}
          onChange={setKind}
        />
      }
      isFlush
    >
      <NoteForm profileId={profileId} />
      {entries.length === 0 ? <Empty title={<FormattedMessage id="timeline.none" />} /> : null}
      <ol className={styles["timeline"]} aria-label={say({ id: "timeline.title" })}>
        {shown.map((entry) => (
          <li className={styles["event"]} key={entry.key}>
            <span className={styles["dot"]} aria-hidden="true" />
            <div>{entry.content}</div>
            <p className={styles["when"]}>
              <Instant value={entry.at} />
            </p>
          </li>
        ))}
      </ol>
      <Pager
        pageInfo={events.pageInfo}
        totalCount={(events.totalCount ?? 0) + (notes.totalCount ?? 0)}
        cursors={left.map((page) => page.cursor)}
        onCursors={(cursors) => {
          const cursor = cursors.at(-1) ?? "";
          onLeft(
            cursors.length > left.length ? [...left, { cursor, at: last }] : left.slice(0, -1),
          );
        }}
      />
    </Card>
  );
}

/**
 * Returns a page's events, and the notes of its time, newest first; what happened at the same instant stays as it was told.
 *
 * The time of a page begins after its last event, or at all times on the last page, and ends with `until`.
 */
function entriesOf(events: Events, notes: Notes, until: string | undefined): readonly Entry[] {
  const last = events.edges.at(-1)?.node.occurredAt;
  const since = events.pageInfo.hasNextPage && last ? Date.parse(last) : -Infinity;
  const end = until ? Date.parse(until) : Infinity;
  const isOfPage = (at: number): boolean => since < at && at <= end;
  const entries: Entry[] = [
    ...notes.edges
      .filter(({ node }) => isOfPage(Date.parse(node.writtenAt)))
      .map(({ node }) => ({
        key: node.id,
        kind: NOTES,
        at: node.writtenAt,
        content: <NoteEntry note={node} />,
      })),
    ...events.edges.map(({ node }) => ({
      key: node.id,
      kind: node.type,
      at: node.occurredAt,
      content: <Event type={node.type} details={node.details} />,
    })),
  ];
  return entries.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

function Event({ type, details }: { readonly type: string; readonly details: string }): ReactNode {
  const intl = useIntl();
  const words = eventDetail(intl, detailsOf(details));
  return (
    <>
      <p>{intl.formatMessage({ id: eventWord(type) })}</p>
      {words ? <p className={styles["quiet"]}>{words}</p> : null}
    </>
  );
}
