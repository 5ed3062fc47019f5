/** What the shopper holds, and every movement with its reason: the balance is the sum of what stands here. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmLoyaltyEntriesDocument,
  type CrmLoyaltyEntriesQuery,
  type CrmLoyaltyEntryKind,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Figure, Figures } from "@/ui/Figures";
import { Empty, Loaded } from "@/ui/States";
import { Pager, Table } from "@/ui/Table";
import { Count, Day, Instant, SignedCount } from "@/ui/values";

import { EntryReason } from "./EntryReason";
import type { Profile } from "./ProfilePage";
import { TierCards } from "./TierCard";
import styles from "./Cards.module.css";

type Entry = CrmLoyaltyEntriesQuery["crmLoyaltyEntries"]["edges"][number]["node"];
const ROWS = 20;

export function PointsCard({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const { points } = profile;
  return (
    <div className={styles["stack"]}>
      <Figures>
        <Figure label={say({ id: "points.available" })}>
          <Count value={points.available} />
        </Figure>
        <Figure label={say({ id: "points.pending" })}>
          <Count value={points.pending} />
        </Figure>
        <Figure label={say({ id: "points.reserved" })}>
          <Count value={points.reserved} />
        </Figure>
        <Figure label={say({ id: "points.debt" })}>
          <Count value={points.debt} />
        </Figure>
        <Figure label={say({ id: "points.expiringSoon" })}>
          <Count value={points.expiringSoon} />
        </Figure>
      </Figures>
      <TierCards profileId={profile.id} />
      {points.expiring.length > 0 ? (
        <Card title={<FormattedMessage id="points.expiring" />} isFlush>
          <Table
            label={say({ id: "points.expiring" })}
            rows={points.expiring}
            rowKey={(row) => row.expiresAt}
            columns={[
              {
                key: "on",
                title: say({ id: "points.lapseOn" }),
                cell: (row) => <Day value={row.expiresAt} />,
              },
              {
                key: "points",
                title: say({ id: "points.title" }),
                isNumber: true,
                cell: (row) => <Count value={row.points} />,
              },
            ]}
          />
        </Card>
      ) : null}
      <Entries profileId={profile.id} />
    </div>
  );
}

function Entries({ profileId }: { readonly profileId: string }): ReactNode {
  const say = useIntl().formatMessage;
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const after = cursors.at(-1);
  const answer = useAsk(CrmLoyaltyEntriesDocument, {
    profileId,
    first: ROWS,
    ...(after ? { after } : {}),
  });
  return (
    <Card
      title={<FormattedMessage id="points.movements" />}
      hint={<FormattedMessage id="points.movementsHint" />}
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmLoyaltyEntries: page }) =>
          page.edges.length === 0 ? (
            <Empty title={<FormattedMessage id="points.noMovements" />} />
          ) : (
            <>
              <Table<Entry>
                label={say({ id: "points.movements" })}
                rows={page.edges.map((edge) => edge.node)}
                rowKey={(row) => row.id}
                columns={[
                  {
                    key: "when",
                    title: say({ id: "points.when" }),
                    cell: (row) => <Instant value={row.effectiveAt} />,
                  },
                  {
                    key: "kind",
                    title: say({ id: "points.kind" }),
                    cell: (row) => say({ id: kindWord(row.kind) }),
                  },
                  {
                    key: "why",
                    title: say({ id: "points.why" }),
                    cell: (row) => <EntryReason entry={row} />,
                  },
                  {
                    key: "points",
                    title: say({ id: "points.title" }),
                    isNumber: true,
                    cell: (row) => <SignedCount value={row.points} />,
                  },
                  {
                    key: "balance",
                    title: say({ id: "points.balance" }),
                    isNumber: true,
                    cell: (row) => <Count value={row.balance} />,
                  },
                ]}
              />
              <Pager
                pageInfo={page.pageInfo}
                totalCount={page.totalCount}
                cursors={cursors}
                onCursors={setCursors}
              />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function kindWord(kind: CrmLoyaltyEntryKind): `entry.${CrmLoyaltyEntryKind}` {
  return `entry.${kind}`;
}
