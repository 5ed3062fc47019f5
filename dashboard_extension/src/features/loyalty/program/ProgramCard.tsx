/** The points programs: what is in force in each, what was, and the ways to change it. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProgramCreateDocument, CrmProgramsDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Dialog } from "@/ui/Dialog";
import { Figure, Figures } from "@/ui/Figures";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { Stack } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/States";
import { useChanged } from "@/ui/useChanged";
import { Count, Instant } from "@/ui/values";

import { PoliciesForm } from "./PoliciesForm";
import { Rates } from "./Rates";
import type { Policies, Program } from "./revision";
import { Revisions } from "./Revisions";
import { SwitchProgram } from "./SwitchProgram";

export function ProgramCard(): ReactNode {
  const answer = useAsk(CrmProgramsDocument);
  return (
    <Stack>
      <Loaded answer={answer}>
        {({ crmPrograms }) =>
          crmPrograms.length === 0 ? (
            <Empty title={<FormattedMessage id="program.none" />} />
          ) : (
            crmPrograms.map((program) => <OneProgram key={program.slug} program={program} />)
          )
        }
      </Loaded>
      {answer.data ? <NewProgram /> : null}
    </Stack>
  );
}

function OneProgram({ program }: { readonly program: Program }): ReactNode {
  const say = useIntl().formatMessage;
  const [isRevising, setRevising] = useState(false);
  const canChange = program.status === "ACTIVE" || program.status === "DRAFT";
  return (
    <Card
      title={`${program.slug}: ${say({ id: `program.${program.status}` })}`}
      hint={<FormattedMessage id="program.zone" values={{ zone: program.timeZone }} />}
      actions={
        <>
          {canChange ? (
            <ChangeButton
              does="crmProgramRevise"
              variant="secondary"
              onClick={() => setRevising(true)}
            >
              <FormattedMessage id="program.revise" />
            </ChangeButton>
          ) : null}
          <Revisions slug={program.slug} />
          <SwitchProgram program={program} />
        </>
      }
    >
      <Stack>
        <PolicyFigures policies={program.current.policies} since={program.current.validFrom} />
        <Rates program={program} canChange={canChange} />
      </Stack>
      {isRevising ? <PoliciesForm program={program} onClose={() => setRevising(false)} /> : null}
    </Card>
  );
}

interface FiguresProps {
  readonly policies: Policies;
  readonly since: string;
}

function PolicyFigures({ policies, since }: FiguresProps): ReactNode {
  const say = useIntl().formatMessage;
  return (
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
      <Figure label={say({ id: "program.since" })} isWords>
        <Instant value={since} />
      </Figure>
    </Figures>
  );
}

function NewProgram(): ReactNode {
  const say = useIntl().formatMessage;
  const [isOpen, setOpen] = useState(false);
  const [slug, setSlug] = useState("");
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const create = useChanged(CrmProgramCreateDocument, "program.created");
  const close = (): void => setOpen(false);
  return (
    <div>
      <ChangeButton does="crmProgramCreate" variant="secondary" onClick={() => setOpen(true)}>
        <FormattedMessage id="program.new" />
      </ChangeButton>
      {isOpen ? (
        <Dialog title={say({ id: "program.new" })} onClose={close}>
          <Form
            error={create.error}
            isPending={create.isPending}
            canSubmit={slug.trim() !== ""}
            onSubmit={() =>
              create.run({ input: { slug: slug.trim(), timeZone: zone.trim() } }, close)
            }
            onCancel={close}
          >
            <Input
              label={say({ id: "program.slug" })}
              value={slug}
              error={isRefused(create.error, "slug")}
              onChange={(event) => setSlug(event.target.value)}
            />
            <Input
              label={say({ id: "program.timeZone" })}
              value={zone}
              error={isRefused(create.error, "timeZone")}
              onChange={(event) => setZone(event.target.value)}
            />
          </Form>
        </Dialog>
      ) : null}
    </div>
  );
}
