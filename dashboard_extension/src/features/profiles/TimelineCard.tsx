/** All that happened with this shopper, newest first, narrowed by kind. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Empty } from "@/ui/States";
import { Instant } from "@/ui/values";

import styles from "./Cards.module.css";
import type { Profile } from "./ProfilePage";
import { detailsOf, eventDetail, eventWord } from "./timeline";

export function TimelineCard({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const [kind, setKind] = useState("");
  const events = profile.timeline.edges.map((edge) => edge.node);
  const kinds = [...new Set(events.map((event) => event.type))].sort();
  const shown = kind ? events.filter((event) => event.type === kind) : events;
  if (events.length === 0) return <Empty title={<FormattedMessage id="timeline.none" />} />;
  return (
    <Card
      title={<FormattedMessage id="timeline.title" />}
      hint={
        <FormattedMessage
          id="list.newestOf"
          values={{ shown: events.length, count: profile.timeline.totalCount ?? events.length }}
        />
      }
      actions={
        <Choice
          label={say({ id: "timeline.kind" })}
          value={kind}
          options={[
            ["", say({ id: "filter.any" })],
            ...kinds.map((type) => [type, say({ id: eventWord(type) })] as const),
          ]}
          onChange={setKind}
        />
      }
      isFlush
    >
      <ol className={styles["timeline"]}>
        {shown.map((event) => (
          <li className={styles["event"]} key={event.id}>
            <span className={styles["dot"]} aria-hidden="true" />
            <div>
              <p>{say({ id: eventWord(event.type) })}</p>
              <Detail details={event.details} />
            </div>
            <p className={styles["when"]}>
              <Instant value={event.occurredAt} />
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Detail({ details }: { readonly details: string }): ReactNode {
  const intl = useIntl();
  const words = eventDetail(intl, detailsOf(details));
  return words ? <p className={styles["quiet"]}>{words}</p> : null;
}
