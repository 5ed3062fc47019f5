/** What is in force: whether orders earn, how long points are held and live, and what they cost and bring. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmProgramActivateDocument,
  CrmProgramPauseDocument,
  CrmProgramsDocument,
  type CrmProgramFieldsFragment,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Dialog } from "@/ui/Dialog";
import { Figure, Figures } from "@/ui/Figures";
import { Form } from "@/ui/Form";
import { Empty, Loaded } from "@/ui/States";
import { Table } from "@/ui/Table";
import { useChanged } from "@/ui/useChanged";
import { Count, Instant } from "@/ui/values";

export function ProgramCard(): ReactNode {
  const answer = useAsk(CrmProgramsDocument);
  return (
    <Loaded answer={answer}>
      {({ crmPrograms }) =>
        crmPrograms.length === 0 ? (
          <Empty title={<FormattedMessage id="program.none" />} />
        ) : (
          crmPrograms.map((program) => <Program key={program.slug} program={program} />)
        )
      }
    </Loaded>
  );
}

function Program({ program }: { readonly program: CrmProgramFieldsFragment }): ReactNode {
  const say = useIntl().formatMessage;
  const { policies, rates, validFrom } = program.current;
  return (
    <Card
      title={`${program.slug}: ${say({ id: `program.${program.status}` })}`}
      hint={<FormattedMessage id="program.zone" values={{ zone: program.timeZone }} />}
      actions={<SwitchProgram program={program} />}
    >
      <Figures>
        <Figure label={say({ id: "program.hold" })}>
          <FormattedMessage id="days" values={{ days: policies.holdDays }} />
        </Figure>
        <Figure label={say({ id: "program.life" })}>
          {policies.lifetimeDays ? (
            <FormattedMessage id="days" values={{ days: policies.lifetimeDays }} />
          ) : policies.lifetimeMonths ? (
            <FormattedMessage id="months" values={{ months: policies.lifetimeMonths }} />
          ) : (
            <FormattedMessage id="forEver" />
          )}
        </Figure>
        <Figure label={say({ id: "program.orderMax" })}>
          {policies.orderPointsMax ? <Count value={policies.orderPointsMax} /> : "–"}
        </Figure>
        <Figure label={say({ id: "program.since" })}>
          <Instant value={validFrom} />
        </Figure>
      </Figures>
      <Table
        label={say({ id: "program.rates" })}
        rows={rates}
        rowKey={(rate) => `${rate.channel ?? ""} ${rate.currency ?? ""}`}
        columns={[
          {
            key: "where",
            title: say({ id: "overview.scope" }),
            cell: (rate) =>
              `${rate.channel ?? say({ id: "overview.everyChannel" })} · ${rate.currency ?? say({ id: "program.anyCurrency" })}`,
          },
          {
            key: "earn",
            title: say({ id: "program.earn" }),
            cell: (rate) => (
              <FormattedMessage
                id="program.earnRate"
                values={{ points: rate.earnPoints, minor: rate.earnPerMinor }}
              />
            ),
          },
          {
            key: "redeem",
            title: say({ id: "program.redeem" }),
            cell: (rate) => (
              <FormattedMessage
                id="program.redeemRate"
                values={{ points: rate.redeemPoints, minor: rate.redeemMinor }}
              />
            ),
          },
        ]}
      />
    </Card>
  );
}

/** Starting a program begins to owe shoppers something, so it is asked first. */
function SwitchProgram({ program }: { readonly program: CrmProgramFieldsFragment }): ReactNode {
  const say = useIntl().formatMessage;
  const [isAsking, setAsking] = useState(false);
  const activate = useChanged(CrmProgramActivateDocument, "program.activated");
  const pause = useChanged(CrmProgramPauseDocument, "program.paused");
  const isActive = program.status === "ACTIVE";
  const close = (): void => setAsking(false);
  const submit = (): void => {
    const input = { program: program.slug };
    if (isActive) pause.run({ input }, close);
    else activate.run({ input }, close);
  };
  if (program.status === "CLOSED") return null;
  return (
    <>
      <Button variant="secondary" onClick={() => setAsking(true)}>
        <FormattedMessage id={isActive ? "program.pause" : "program.activate"} />
      </Button>
      {isAsking ? (
        <Dialog
          title={say({ id: isActive ? "program.pause" : "program.activate" })}
          onClose={close}
        >
          <Form
            error={activate.error ?? pause.error}
            isPending={activate.isPending || pause.isPending}
            submitWord={isActive ? "program.pause" : "program.activate"}
            onSubmit={submit}
            onCancel={close}
          >
            <p>
              <FormattedMessage id={isActive ? "program.pauseHow" : "program.activateHow"} />
            </p>
          </Form>
        </Dialog>
      ) : null}
    </>
  );
}
