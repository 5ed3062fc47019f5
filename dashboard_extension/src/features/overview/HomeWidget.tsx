/** What the shop's customers are worth, on the Dashboard's home page. */
import type { ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import { CrmRfmOverviewDocument, type CrmRfmOverviewQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Figure, Figures } from "@/ui/Figures";
import { Empty, Loaded } from "@/ui/States";
import { Count, Money } from "@/ui/values";
import { Lines, PageLink, PageLinks, Widget } from "@/ui/Widget";

import { groupWord } from "./groups";

type Overview = NonNullable<CrmRfmOverviewQuery["crmRfmOverview"]>;

export function HomeWidget(): ReactNode {
  const answer = useAsk(CrmRfmOverviewDocument, {});
  return (
    <Widget>
      <Loaded answer={answer} rows={8}>
        {({ crmRfmOverview }) =>
          crmRfmOverview ? <Shown overview={crmRfmOverview} /> : <Nobody />
        }
      </Loaded>
    </Widget>
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

function Shown({ overview }: { readonly overview: Overview }): ReactNode {
  const say = useIntl().formatMessage;
  const scope = encodeURIComponent(overview.scope.id);
  return (
    <>
      <Figures>
        <Figure label={say({ id: "overview.buyers" })}>
          <Count value={overview.scope.population} />
        </Figure>
        <Figure label={say({ id: "overview.revenue" })}>
          <Money value={overview.revenue} />
        </Figure>
      </Figures>
      <Lines
        title={say({ id: "group.title" })}
        titleRight={say({ id: "widget.groups" })}
        rows={overview.groups.filter((group) => group.profilesCount > 0)}
        rowKey={(row) => row.group}
        left={(row) => (
          <PageLink to={`/customers?groups=${row.group}&scope=${scope}`}>
            {say({ id: groupWord(row.group) })}
          </PageLink>
        )}
        right={(row) => (
          <>
            <Count value={row.profilesCount} />{" "}
            <span>
              (
              <FormattedNumber value={row.revenueShare} style="percent" maximumFractionDigits={0} />
              )
            </span>
          </>
        )}
      />
      <PageLinks>
        <PageLink to="/">
          <FormattedMessage id="widget.overview" />
        </PageLink>
      </PageLinks>
    </>
  );
}
