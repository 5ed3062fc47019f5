/** What points did in the last thirty days, and which lapse next. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import { CrmLiabilityDocument, type CrmLiabilityQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { dayOf, monthWord } from "@/features/loyalty/liability/months";
import { RollForward } from "@/features/loyalty/liability/RollForward";
import { Card } from "@/ui/Card";
import { Figure, Figures } from "@/ui/Figures";
import { Empty, Loaded } from "@/ui/States";
import { Count } from "@/ui/values";

const DAYS = 30;

export function PointsOverview(): ReactNode {
  const [today] = useState(() => new Date());
  const answer = useAsk(CrmLiabilityDocument, {
    on: dayOf(today),
    sinceOn: dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - DAYS)),
  });
  return (
    <Card
      title={<FormattedMessage id="overview.points" values={{ days: DAYS }} />}
      actions={
        <Link to="/loyalty/liability">
          <FormattedMessage id="overview.pointsMore" />
        </Link>
      }
    >
      <Loaded answer={answer} rows={6}>
        {({ crmLiability }) =>
          crmLiability ? (
            <Shown found={crmLiability} />
          ) : (
            <Empty title={<FormattedMessage id="liability.none" />} />
          )
        }
      </Loaded>
    </Card>
  );
}

function Shown({
  found,
}: {
  readonly found: NonNullable<CrmLiabilityQuery["crmLiability"]>;
}): ReactNode {
  const intl = useIntl();
  const next = found.ladder.find((step) => step.month != null);
  return (
    <>
      <Figures>
        <Figure label={intl.formatMessage({ id: "liability.outstanding" })}>
          <Count value={found.outstanding} />
        </Figure>
        <Figure
          label={intl.formatMessage({ id: "overview.lapsingNext" })}
          hint={next ? monthWord(intl, next.month) : null}
        >
          {next ? <Count value={next.points} /> : "–"}
        </Figure>
      </Figures>
      <RollForward found={found} />
    </>
  );
}
