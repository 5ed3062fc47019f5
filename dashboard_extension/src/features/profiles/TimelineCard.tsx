/** All that happened with this shopper and what staff noted, newest first, narrowed by kind. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { useTierName } from "@/features/loyalty/tiers/useTierName";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Empty, Loaded } from "@/ui/States";
import { Pager } from "@/ui/Table";
import { usePages } from "@/ui/usePages";
import { Instant } from "@/ui/values";

import styles from "./Cards.module.css";
import { NoteEntry } from "./notes/NoteEntry";
import { NoteForm } from "./notes/NoteForm";
import { detailsOf, eventDetail, eventWord, tierMove, type TierMove } from "./timeline";
import { KINDS, KIND_WORDS, type Kind } from "./timelineKinds";
import { placeOf, timelinePage, type Entry } from "./timelinePage";
import { ROWS, useHistory } from "./useHistory";

export function TimelineCard({ profileId }: { readonly profileId: string }): ReactNode {
  const say = useIntl().formatMessage;
  const [kind, setKind] = useState<Kind>();
  const { cursors, onCursors } = usePages();
  const place = placeOf(cursors.at(-1));
  const answer = useHistory(profileId, kind, place);
  return (
    <Card
      title={<FormattedMessage id="timeline.title" />}
      actions={
        <Choice
          label={say({ id: "timeline.kind" })}
          value={kind ?? ""}
          options={[
            ["", say({ id: "filter.any" })],
            ...KINDS.map((one) => [one, say({ id: KIND_WORDS[one] })] as const),
          ]}
          onChange={(chosen) => {
            setKind(KINDS.find((one) => one === chosen));
            onCursors([]);
          }}
        />
      }
      isFlush
    >
      <NoteForm profileId={profileId} />
      <Loaded answer={answer} rows={6}>
        {(data) => {
          const page = timelinePage(data, place, ROWS);
          return (
            <>
              {page.entries.length === 0 ? (
                <Empty title={<FormattedMessage id={noneWord(kind)} />} />
              ) : (
                <Entries entries={page.entries} />
              )}
              <Pager
                pageInfo={page.pageInfo}
                totalCount={page.totalCount}
                cursors={cursors}
                onCursors={(led) => {
                  // What is still shown then is the page before, and the next one is not known yet.
                  if (!answer.isPlaceholderData) onCursors(led);
                }}
              />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function noneWord(kind: Kind | undefined): "timeline.none" | "timeline.noneOfKind" | "notes.none" {
  if (kind === "notes") return "notes.none";
  return kind ? "timeline.noneOfKind" : "timeline.none";
}

function Entries({ entries }: { readonly entries: readonly Entry[] }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <ol className={styles["timeline"]} aria-label={say({ id: "timeline.title" })}>
      {entries.map((entry) => (
        <li className={styles["event"]} key={entry.cursor}>
          <span className={styles["dot"]} aria-hidden="true" />
          <div>{entry.note ? <NoteEntry note={entry.note} /> : <Event {...entry.event} />}</div>
          <p className={styles["when"]}>
            <Instant value={entry.at} />
          </p>
        </li>
      ))}
    </ol>
  );
}

function Event({ type, details }: { readonly type: string; readonly details: string }): ReactNode {
  const intl = useIntl();
  const told = detailsOf(details);
  const move = tierMove(told);
  const words = move ? <Tiers move={move} /> : eventDetail(intl, told);
  return (
    <>
      <p>{intl.formatMessage({ id: eventWord(type) })}</p>
      {words ? <p className={styles["quiet"]}>{words}</p> : null}
    </>
  );
}

/** The tiers before and after a change, and why it came. */
function Tiers({ move }: { readonly move: TierMove }): ReactNode {
  const say = useIntl().formatMessage;
  const nameOf = useTierName(move.program);
  const [from, to] = [move.from, move.to].map((slug) =>
    slug ? nameOf(slug) : say({ id: "tiers.noTier" }),
  );
  return [`${from ?? ""} → ${to ?? ""}`, move.why ? say({ id: move.why }) : ""]
    .filter((part) => part !== "")
    .join(" · ");
}
