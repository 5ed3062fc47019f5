/** Where the shopper stands in each channel and currency, and when that changed. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { groupWord } from "@/features/overview/groups";
import { Card } from "@/ui/Card";
import { Day, Money } from "@/ui/values";

import styles from "./Cards.module.css";
import type { Profile } from "./ProfilePage";

export function RfmCard({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Card title={<FormattedMessage id="rfm.title" />}>
      {profile.rfm.length === 0 ? <FormattedMessage id="rfm.none" /> : null}
      {profile.rfm.map((score) => (
        <div className={styles["row"]} key={`${score.channel ?? ""} ${score.currency}`}>
          <div>
            <p>
              <strong>{say({ id: groupWord(score.group) })}</strong>
            </p>
            <p className={styles["quiet"]}>
              {score.channel ?? say({ id: "overview.everyChannel" })} · {score.currency}
            </p>
          </div>
          <div>
            <p>
              <FormattedMessage
                id="rfm.scores"
                values={{ r: score.recency, f: score.frequency, m: score.monetary }}
              />
            </p>
            <p className={styles["quiet"]}>
              <Money value={score.revenue} />
            </p>
          </div>
        </div>
      ))}
      {profile.rfmMoves.edges.length > 0 ? (
        <details>
          <summary>
            <FormattedMessage id="rfm.moves" />
          </summary>
          <ul className={styles["lines"]}>
            {profile.rfmMoves.edges.map(({ node }) => (
              <li className={styles["row"]} key={node.id}>
                <span>
                  {say({ id: groupWord(node.fromGroup) })} → {say({ id: groupWord(node.toGroup) })}
                </span>
                <span className={styles["quiet"]}>
                  <Day value={node.movedAt} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </Card>
  );
}
