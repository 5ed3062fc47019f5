/** Everything about one shopper: figures, timeline, orders, points with every movement explained, consent. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { useParams, useSearchParams } from "react-router";

import { CrmProfilePageDocument, type CrmProfilePageQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useMay, useOperations } from "@/api/useMay";
import { groupWord } from "@/features/overview/groups";
import { ChangeButton } from "@/ui/ChangeButton";
import { Figure, Figures } from "@/ui/Figures";
import { Grid, Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/States";
import { Tabs } from "@/ui/Tabs";
import { Count, Day, Money, nameOf } from "@/ui/values";

import { AdjustPoints } from "./AdjustPoints";
import { ConsentCard } from "./ConsentCard";
import { DetailsCard } from "./DetailsCard";
import { MessagesCard } from "./MessagesCard";
import { OrdersCard } from "./OrdersCard";
import { PointsCard } from "./PointsCard";
import { RfmCard } from "./RfmCard";
import { TimelineCard } from "./TimelineCard";
import { useHistoryAhead } from "./useHistory";

export type Profile = NonNullable<CrmProfilePageQuery["crmProfile"]>;
const ROWS = 20;

export default function ProfilePage(): ReactNode {
  const intl = useIntl();
  const { id = "" } = useParams();
  const { isPending, may } = useOperations();
  // The timeline is what is read first: it comes beside the profile, and not after it.
  useHistoryAhead(id);
  const answer = useAsk(
    CrmProfilePageDocument,
    { id, first: ROWS, withOrders: may("crmOrder") },
    { isEnabled: !isPending },
  );
  const profile = answer.data?.crmProfile;
  return (
    <Page
      title={profile ? nameOf(profile) : intl.formatMessage({ id: "profile.title" })}
      back={{ to: "/customers", label: intl.formatMessage({ id: "nav.customers" }) }}
      actions={profile ? <Actions profile={profile} /> : null}
    >
      <Loaded answer={answer} rows={10}>
        {(data) =>
          data.crmProfile ? (
            <Shown profile={data.crmProfile} />
          ) : (
            <Empty title={<FormattedMessage id="profile.none" />} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Actions({ profile }: { readonly profile: Profile }): ReactNode {
  const may = useMay();
  // A widget in the Dashboard leads straight to the dialog.
  const [search] = useSearchParams();
  const [isOpen, setOpen] = useState(search.get("do") === "adjust");
  return (
    <>
      <ChangeButton does="crmPointsAdjust" variant="secondary" onClick={() => setOpen(true)}>
        <FormattedMessage id="points.adjust" />
      </ChangeButton>
      {isOpen && may("crmPointsAdjust") ? (
        <AdjustPoints profile={profile} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}

function Shown({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <>
      <KeyFigures profile={profile} />
      <Tabs
        label={say({ id: "profile.title" })}
        tabs={[
          {
            key: "timeline",
            title: say({ id: "timeline.title" }),
            content: <TimelineCard profileId={profile.id} />,
          },
          {
            key: "points",
            title: say({ id: "points.title" }),
            content: <PointsCard profile={profile} />,
          },
          {
            key: "orders",
            title: say({ id: "orders.title" }),
            content: <OrdersCard profileId={profile.id} />,
            asks: "crmOrder",
          },
          {
            key: "messages",
            title: say({ id: "messages.title" }),
            content: <MessagesCard profileId={profile.id} />,
          },
          {
            key: "about",
            title: say({ id: "profile.about" }),
            content: (
              <Grid columnPixels={380}>
                <DetailsCard profile={profile} />
                <ConsentCard profile={profile} />
                <RfmCard profile={profile} />
              </Grid>
            ),
          },
        ]}
      />
    </>
  );
}

function KeyFigures({ profile }: { readonly profile: Profile }): ReactNode {
  const say = useIntl().formatMessage;
  const best = profile.rfm[0];
  return (
    <Figures>
      <Figure label={say({ id: "group.title" })}>
        {best ? say({ id: groupWord(best.group) }) : "–"}
      </Figure>
      <Figure
        label={say({ id: "profile.points" })}
        hint={
          profile.points.pending > 0 ? (
            <FormattedMessage id="points.pendingMore" values={{ points: profile.points.pending }} />
          ) : undefined
        }
      >
        <Count value={profile.points.available} />
      </Figure>
      {profile.totals ? <Bought totals={profile.totals} /> : null}
    </Figures>
  );
}

function Bought({ totals }: { readonly totals: NonNullable<Profile["totals"]> }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <>
      <Figure label={say({ id: "profiles.spent" })}>
        {totals.length === 0 ? "–" : null}
        {totals.map((total) => (
          <div key={`${total.channel} ${total.currency}`}>
            <Money value={total.revenue} />
          </div>
        ))}
      </Figure>
      <Figure label={say({ id: "profiles.orders" })}>
        <Count value={totals.reduce((sum, total) => sum + total.ordersCount, 0)} />
      </Figure>
      <Figure label={say({ id: "profiles.lastOrder" })}>
        <Day
          value={totals
            .map((total) => total.lastOrderedAt)
            .sort()
            .at(-1)}
        />
      </Figure>
    </>
  );
}
