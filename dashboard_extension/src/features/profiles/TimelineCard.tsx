/** All that happened with this shopper and what staff noted, newest first, narrowed by kind. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProfileNotesDocument, type CrmProfileNotesQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Empty, Loaded } from "@/ui/States";
import { Instant } from "@/ui/values";

import styles from "./Cards.module.css";
import { NoteEntry } from "./notes/NoteEntry";
import { NoteForm } from "./notes/NoteForm";
import type { Profile } from "./ProfilePage";
import { detailsOf, eventDetail, eventWord } from "./timeline";

type Notes = CrmProfileNotesQuery["crmProfileNotes"];

const NOTES_SHOWN = 100;
const NOTES = "notes";

interface Entry {
  readonly key: string;
  readonly kind: string;
  readonly at: string;
  readonly content: ReactNode;
}

export function TimelineCard({ profile }: { readonly profile: Profile }): ReactNode {
  const answer = useAsk(CrmProfileNotesDocument, { profileId: profile.id, first: NOTES_SHOWN });
  return (
    <Loaded answer={answer} rows={6}>
      {({ crmProfileNotes }) => <Timeline profile={profile} notes={crmProfileNotes} />}
    </Loaded>
  );
}

interface Props {
  readonly profile: Profile;
  readonly notes: Notes;
}

function Timeline({ profile, notes }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [chosen, setKind] = useState("");
  const entries = entriesOf(profile, notes);
  const kinds = [...new Set(entries.map((entry) => entry.kind))].sort();
  // The last note may just have been deleted.
  const kind = kinds.includes(chosen) ? chosen : "";
  const shown = kind ? entries.filter((entry) => entry.kind === kind) : entries;
  return (
    <Card
      title={<FormattedMessage id="timeline.title" />}
      hint={
        <FormattedMessage
          id="list.newestOf"
          values={{
            shown: entries.length,
            count: (profile.timeline.totalCount ?? 0) + (notes.totalCount ?? 0),
          }}
        />
      }
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
      <NoteForm profileId={profile.id} />
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
    </Card>
  );
}

/** Returns events and notes together, newest first; what happened at the same instant stays as it was told. */
function entriesOf(profile: Profile, notes: Notes): readonly Entry[] {
  const entries: Entry[] = [
    ...notes.edges.map(({ node }) => ({
      key: node.id,
      kind: NOTES,
      at: node.writtenAt,
      content: <NoteEntry note={node} />,
    })),
    ...profile.timeline.edges.map(({ node }) => ({
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
