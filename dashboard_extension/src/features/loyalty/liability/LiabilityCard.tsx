/** What the points that are out cost: roll-forward, ladder by month, breakage and deferred revenue, for any day. */
import { lazy, Suspense, useState, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import {
  CrmLiabilityDocument,
  CrmProgramsDocument,
  type CrmLiabilityQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { DayField } from "@/ui/DayField";
import { Figure, Figures } from "@/ui/Figures";
import { Grid, Stack } from "@/ui/Page";
import { Empty, Loaded, Loading } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Tools } from "@/ui/Tools";
import { Count, Money } from "@/ui/values";

import { dayOf, monthWord } from "./months";
import { RollForward } from "./RollForward";

const LadderChart = lazy(() => import("./LadderChart"));

export type Liability = NonNullable<CrmLiabilityQuery["crmLiability"]>;

export default function LiabilityCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [today] = useState(() => new Date());
  const [on, setOn] = useState(dayOf(today));
  const [sinceOn, setSinceOn] = useState(dayOf(new Date(today.getFullYear(), today.getMonth(), 1)));
  const [program, setProgram] = useState<string>();
  const programs = useAsk(CrmProgramsDocument);
  const known = programs.data?.crmPrograms ?? [];
  const answer = useAsk(
    CrmLiabilityDocument,
    { on, sinceOn, ...(program ? { program } : {}) },
    { isEnabled: on !== "" && sinceOn !== "" },
  );
  return (
    <Stack>
      <Card
        title={<FormattedMessage id="liability.title" />}
        hint={<FormattedMessage id="liability.hint" />}
        isFlush
      >
        <Tools>
          {known.length > 1 ? (
            <Choice
              label={say({ id: "program.chosen" })}
              value={program ?? known[0]?.slug ?? ""}
              options={known.map(({ slug }) => [slug, slug] as const)}
              onChange={setProgram}
            />
          ) : null}
          <DayField
            label={say({ id: "liability.since" })}
            value={sinceOn}
            max={on}
            onChange={setSinceOn}
          />
          <DayField label={say({ id: "liability.day" })} value={on} onChange={setOn} />
        </Tools>
      </Card>
      <Loaded answer={answer} rows={8}>
        {({ crmLiability }) =>
          crmLiability ? (
            <Shown found={crmLiability} />
          ) : (
            <Empty title={<FormattedMessage id="liability.none" />} />
          )
        }
      </Loaded>
    </Stack>
  );
}

function Shown({ found }: { readonly found: Liability }): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  return (
    <>
      <Figures>
        <Figure label={say({ id: "liability.outstanding" })}>
          <Count value={found.outstanding} />
        </Figure>
        <Figure label={say({ id: "liability.pending" })}>
          <Count value={found.pending} />
        </Figure>
        <Figure label={say({ id: "liability.debt" })}>
          <Count value={found.debt} />
        </Figure>
        <Expected found={found} />
      </Figures>
      <Grid columnPixels={380}>
        <Card title={<FormattedMessage id="liability.roll" />} isFlush>
          <RollForward found={found} />
        </Card>
        <Card title={<FormattedMessage id="liability.ladder" />}>
          <Suspense fallback={<Loading />}>
            <LadderChart found={found} />
          </Suspense>
          <Table
            label={say({ id: "liability.ladder" })}
            rows={found.ladder}
            rowKey={(row) => row.month ?? ""}
            columns={[
              {
                key: "month",
                title: say({ id: "liability.month" }),
                cell: (row) => monthWord(intl, row.month),
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
      </Grid>
      <Revenue found={found} />
    </>
  );
}

function Expected({ found }: { readonly found: Liability }): ReactNode {
  const say = useIntl().formatMessage;
  const isKnown = found.usedPercent != null;
  return (
    <Figure
      label={say({ id: "liability.expected" })}
      hint={
        isKnown ? (
          <FormattedMessage
            id="liability.breakageHint"
            values={{
              used: found.experienceUsed,
              lapsed: found.experienceLapsed,
              lots: found.experienceLots,
            }}
          />
        ) : (
          <FormattedMessage id="liability.insufficient" />
        )
      }
    >
      {isKnown ? (
        <FormattedNumber
          value={(found.usedPercent ?? 0) / 100}
          style="percent"
          maximumFractionDigits={2}
        />
      ) : (
        "–"
      )}
    </Figure>
  );
}

function Revenue({ found }: { readonly found: Liability }): ReactNode {
  const say = useIntl().formatMessage;
  const money = ["sales", "deferred", "recognized", "liability"] as const;
  const words = {
    sales: "liability.sales",
    deferred: "liability.deferred",
    recognized: "liability.recognized",
    liability: "liability.left",
  } as const;
  return (
    <Card title={<FormattedMessage id="liability.revenue" />} isFlush>
      {found.revenue.length === 0 ? (
        <Empty title={<FormattedMessage id="liability.noRevenue" />} />
      ) : (
        <Table
          label={say({ id: "liability.revenue" })}
          rows={found.revenue}
          rowKey={(row) => row.sales.currency}
          columns={[
            {
              key: "currency",
              title: say({ id: "rewards.currency" }),
              cell: (row) => row.sales.currency,
            },
            {
              key: "issued",
              title: say({ id: "liability.issued" }),
              isNumber: true,
              cell: (row) => <Count value={row.issued} />,
            },
            {
              key: "used",
              title: say({ id: "liability.used" }),
              isNumber: true,
              cell: (row) => <Count value={row.used} />,
            },
            ...money.map((name) => ({
              key: name,
              title: say({ id: words[name] }),
              isNumber: true,
              cell: (row: Liability["revenue"][number]) => <Money value={row[name]} />,
            })),
          ]}
        />
      )}
    </Card>
  );
}
