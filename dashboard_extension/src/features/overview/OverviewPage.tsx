/** What the shop's customers are worth at a glance, and the way from a figure to the people behind it. */
import { lazy, Suspense, useState, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import { CrmRfmOverviewDocument, type CrmRfmOverviewQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useOperations } from "@/api/useMay";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Figure, Figures } from "@/ui/Figures";
import { Grid, Page } from "@/ui/Page";
import { Empty, Loaded, Loading } from "@/ui/States";
import { Count, Instant, Money } from "@/ui/values";

import { BuyersCard } from "./BuyersCard";
import { GroupList } from "./GroupList";
import { MailOverview } from "./MailOverview";
import { PointsOverview } from "./PointsOverview";
import { RfmHeatMap } from "./RfmHeatMap";

const RevenueChart = lazy(() => import("./RevenueChart"));

export type Overview = NonNullable<CrmRfmOverviewQuery["crmRfmOverview"]>;

export default function OverviewPage(): ReactNode {
  const intl = useIntl();
  const { isPending, may, asks } = useOperations();
  const [scopeId, setScopeId] = useState<string>();
  const showsGroups = asks("crmRfmOverview");
  const answer = useAsk(CrmRfmOverviewDocument, scopeId ? { scopeId } : {}, {
    isEnabled: showsGroups,
  });
  const scopes = answer.data?.crmRfmOverview?.scopes ?? [];
  return (
    <Page
      title={intl.formatMessage({ id: "nav.overview" })}
      actions={
        scopes.length > 1 ? (
          <Choice
            label={intl.formatMessage({ id: "overview.scope" })}
            value={scopeId ?? answer.data?.crmRfmOverview?.scope.id ?? ""}
            options={scopes.map((scope) => [
              scope.id,
              `${scope.channel ?? intl.formatMessage({ id: "overview.everyChannel" })} · ${scope.currency}`,
            ])}
            onChange={setScopeId}
          />
        ) : null
      }
    >
      {isPending || showsGroups ? (
        <Loaded answer={answer} rows={8}>
          {(data) => (data.crmRfmOverview ? <Shown overview={data.crmRfmOverview} /> : <Nobody />)}
        </Loaded>
      ) : null}
      {asks("crmBuyersByMonth") ? <BuyersCard /> : null}
      <Grid columnPixels={420}>
        {may("crmLiability") ? <PointsOverview /> : null}
        {may("crmMessages") ? <MailOverview /> : null}
      </Grid>
    </Page>
  );
}

function Shown({ overview }: { readonly overview: Overview }): ReactNode {
  const { scope } = overview;
  return (
    <>
      <Figures>
        <Figure label={<FormattedMessage id="overview.buyers" />}>
          <Count value={scope.population} />
        </Figure>
        <Figure label={<FormattedMessage id="overview.revenue" />}>
          <Money value={overview.revenue} />
        </Figure>
        <Figure label={<FormattedMessage id="overview.revenuePerBuyer" />}>
          {scope.population > 0 ? (
            <FormattedNumber
              value={overview.revenue.amount / scope.population}
              style="currency"
              currency={overview.revenue.currency}
            />
          ) : (
            "–"
          )}
        </Figure>
        <Figure label={<FormattedMessage id="overview.computedAt" />}>
          <Instant value={scope.computedAt} />
        </Figure>
      </Figures>
      <Grid columnPixels={420}>
        <Card
          title={<FormattedMessage id="overview.heat" />}
          hint={<FormattedMessage id="overview.heatHint" />}
        >
          <RfmHeatMap overview={overview} />
        </Card>
        <Card title={<FormattedMessage id="overview.revenueByGroup" />}>
          <Suspense fallback={<Loading />}>
            <RevenueChart overview={overview} />
          </Suspense>
        </Card>
      </Grid>
      <Card title={<FormattedMessage id="overview.groups" />} isFlush>
        <GroupList overview={overview} />
      </Card>
    </>
  );
}

function Nobody(): ReactNode {
  return (
    <Empty title={<FormattedMessage id="overview.nobody" />}>
      <p>
        <FormattedMessage id="overview.nobodyHow" />
      </p>
    </Empty>
  );
}
