/** A shopper at a glance, beside the customer's data in the Dashboard. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmMessagesDocument,
  CrmProfileCardDocument,
  CrmTierStandingsDocument,
  type CrmProfileCardQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useOperations } from "@/api/useMay";
import { groupWord } from "@/features/overview/groups";
import { Empty, Loaded } from "@/ui/States";
import { Count, Day, Money } from "@/ui/values";
import { Fact, Facts, PageLink, PageLinks, Widget } from "@/ui/Widget";

type Profile = NonNullable<CrmProfileCardQuery["crmProfile"]>;

export function ProfileWidget({ customerId }: { readonly customerId: string | null }): ReactNode {
  const { isPending, may } = useOperations();
  const answer = useAsk(
    CrmProfileCardDocument,
    { userId: customerId, withOrders: may("crmOrder") },
    { isEnabled: !isPending && customerId !== null },
  );
  return (
    <Widget>
      {customerId === null ? (
        <Unknown />
      ) : (
        <Loaded answer={answer} rows={6}>
          {({ crmProfile }) => (crmProfile ? <Shown profile={crmProfile} /> : <Unknown />)}
        </Loaded>
      )}
    </Widget>
  );
}

function Unknown(): ReactNode {
  return (
    <Empty title={<FormattedMessage id="profile.none" />}>
      <p>
        <FormattedMessage id="widget.unknownHow" />
      </p>
    </Empty>
  );
}

function Shown({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const page = `/customers/${encodeURIComponent(profile.id)}`;
  const group = profile.rfm[0]?.group;
  return (
    <>
      <Facts>
        <Fact label={say({ id: "group.title" })}>
          {group ? say({ id: groupWord(group) }) : "–"}
        </Fact>
        <Fact label={say({ id: "widget.tier" })}>
          <Tier profileId={profile.id} />
        </Fact>
        <Fact label={say({ id: "points.available" })}>
          <FormattedMessage id="points.count" values={{ points: profile.points.available }} />
          {profile.points.pending > 0 ? (
            <>
              {" "}
              <FormattedMessage
                id="points.pendingMore"
                values={{ points: profile.points.pending }}
              />
            </>
          ) : null}
        </Fact>
        {profile.totals ? <Bought totals={profile.totals} /> : null}
        <Fact label={say({ id: "widget.lastMessage" })}>
          <LastMessage profileId={profile.id} />
        </Fact>
      </Facts>
      <PageLinks>
        <PageLink to={page}>
          <FormattedMessage id="widget.open" />
        </PageLink>
        {/* A widget's token holds fewer permissions than the page's: whether points may be given is known there. */}
        <PageLink to={`${page}?do=adjust`}>
          <FormattedMessage id="points.adjust" />
        </PageLink>
      </PageLinks>
    </>
  );
}

function Bought({ totals }: { readonly totals: NonNullable<Profile["totals"]> }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <>
      <Fact label={say({ id: "profiles.spent" })}>
        {totals.length === 0 ? "–" : null}
        {totals.map((total) => (
          <div key={`${total.channel} ${total.currency}`}>
            <Money value={total.revenue} />
          </div>
        ))}
      </Fact>
      <Fact label={say({ id: "profiles.orders" })}>
        <Count value={totals.reduce((sum, total) => sum + total.ordersCount, 0)} />
      </Fact>
      <Fact label={say({ id: "profiles.lastOrder" })}>
        <Day
          value={totals
            .map((total) => total.lastOrderedAt)
            .sort()
            .at(-1)}
        />
      </Fact>
    </>
  );
}

function Tier({ profileId }: { readonly profileId: string }): ReactNode {
  const { data } = useAsk(CrmTierStandingsDocument, { profileId });
  const names = data?.crmTierStandings.flatMap((standing) => standing.tier?.name ?? []) ?? [];
  return names.length > 0 ? names.join(", ") : "–";
}

function LastMessage({ profileId }: { readonly profileId: string }): ReactNode {
  const { data } = useAsk(CrmMessagesDocument, { profileId, states: ["SENT"], first: 1 });
  return <Day value={data?.crmMessages.edges[0]?.node.sentAt} />;
}
