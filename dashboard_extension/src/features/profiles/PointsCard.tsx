/** What the shopper holds, and every movement with its reason: the balance is the sum of what stands here. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmLoyaltyEntriesDocument,
  type CrmLoyaltyEntriesQuery,
  type CrmLoyaltyEntryKind,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { usePrograms } from "@/features/loyalty/rules/usePrograms";
import { Card } from "@/ui/Card";
import { Figure, Figures } from "@/ui/Figures";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { Table } from "@/ui/Table";
import { usePages } from "@/ui/usePages";
import { Count, Instant, LastDay, SignedCount } from "@/ui/values";

import { AccountsCard } from "./account/AccountsCard";
import { EntryReason } from "./EntryReason";
import type { Profile } from "./ProfilePage";
import { TierCards } from "./TierCard";
import styles from "./Cards.module.css";

type Entry = CrmLoyaltyEntriesQuery["crmLoyaltyEntries"]["edges"][number]["node"];
const ROWS = 20;

export function PointsCard({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const { points } = profile;
  const { usual, zoneOf } = usePrograms();
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
      <AccountsCard profile={profile} />
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
                title: say({ id: "points.lastDay" }),
                cell: (row) => <LastDay value={row.expiresAt} zone={zoneOf(usual)} />,
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
  const pages = usePages();
  const answer = useAsk(CrmLoyaltyEntriesDocument, { profileId, first: ROWS, ...pages.after });
  return (
    <Card
      title={<FormattedMessage id="points.movements" />}
      hint={<FormattedMessage id="points.movementsHint" />}
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmLoyaltyEntries: page }) => (
          <PagedTable<Entry>
            label={say({ id: "points.movements" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="points.noMovements" />} />}
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
        )}
      </Loaded>
    </Card>
  );
}

function kindWord(kind: CrmLoyaltyEntryKind): `entry.${CrmLoyaltyEntryKind}` {
  return `entry.${kind}`;
}
