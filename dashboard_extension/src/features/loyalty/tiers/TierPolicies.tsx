/** How tiers are counted: what counts over which time, and how they are lost; shown, and changed. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmTiersUpdateDocument,
  type CrmTierDowngrade,
  type CrmTierMetric,
  type CrmTierRefunds,
  type CrmTierWindow,
} from "@/api/generated/graphql";
import { ChangeButton } from "@/ui/ChangeButton";
import { Checkbox } from "@/ui/Checkbox";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Figure, Figures } from "@/ui/Figures";
import { Form } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";

import { policiesOf, tierGiven, type Policies, type TierProgram } from "./tiers";

const METRICS: readonly CrmTierMetric[] = ["POINTS", "SPEND"];
const WINDOWS: readonly CrmTierWindow[] = [
  "CALENDAR_YEAR",
  "ANNIVERSARY",
  "ROLLING_DAYS",
  "ROLLING_MONTHS",
  "LIFETIME",
];
const DOWNGRADES: readonly CrmTierDowngrade[] = ["FULL", "ONE_STEP"];
const REFUNDS: readonly CrmTierRefunds[] = ["AT_ONCE", "AT_EVALUATION"];

export function TierPolicies({ tiers }: { readonly tiers: TierProgram }): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Figures>
      <Figure isWords label={say({ id: "tiers.counts" })} hint={tiers.currency}>
        {say({ id: `tiers.${tiers.metric}` })}
      </Figure>
      <Figure isWords label={say({ id: "tiers.window" })}>
        <Window tiers={tiers} />
      </Figure>
      <Figure
        isWords
        label={say({ id: "tiers.downgrade" })}
        hint={<FormattedMessage id="tiers.graceShown" values={{ days: tiers.graceDays }} />}
      >
        {say({ id: `tiers.${tiers.downgrade}` })}
      </Figure>
      <Figure isWords label={say({ id: "tiers.refunds" })}>
        {say({ id: `tiers.${tiers.refunds}` })}
      </Figure>
    </Figures>
  );
}

function Window({ tiers }: { readonly tiers: TierProgram }): ReactNode {
  const length = tiers.windowLength ?? 0;
  if (tiers.window === "ROLLING_DAYS")
    return <FormattedMessage id="days" values={{ days: length }} />;
  if (tiers.window === "ROLLING_MONTHS") {
    return <FormattedMessage id="months" values={{ months: length }} />;
  }
  return <FormattedMessage id={`tiers.${tiers.window}`} />;
}

export function ChangePolicies({ tiers }: { readonly tiers: TierProgram }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ChangeButton does="crmTiersUpdate" variant="secondary" onClick={() => setOpen(true)}>
        <FormattedMessage id="tiers.policyChange" />
      </ChangeButton>
      {isOpen ? <PoliciesForm tiers={tiers} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface FormProps {
  readonly tiers: TierProgram;
  readonly onClose: () => void;
}

function PoliciesForm({ tiers, onClose }: FormProps): ReactNode {
  const say = useIntl().formatMessage;
  const [policies, setPolicies] = useState<Policies>(policiesOf(tiers));
  const [length, setLength] = useState(String(tiers.windowLength ?? ""));
  const [grace, setGrace] = useState(String(tiers.graceDays));
  const update = useChanged(CrmTiersUpdateDocument, "tiers.changed");
  const put = (part: Policies): void => setPolicies({ ...policies, ...part });
  const isRolling = policies.window === "ROLLING_DAYS" || policies.window === "ROLLING_MONTHS";
  const isMoney = policies.metric === "SPEND";
  const graceDays = wholeOf(grace);
  const windowLength = wholeOf(length);
  const submit = (): void => {
    const wanted: Policies = {
      ...policies,
      graceDays,
      currency: isMoney ? (policies.currency ?? "").trim().toUpperCase() : null,
      windowLength: isRolling ? windowLength : null,
    };
    const given = tiers.tiers.map((tier) => tierGiven(tier, wanted));
    update.run({ input: { ...wanted, tiers: given } }, onClose);
  };
  const choices = <Value extends string>(values: readonly Value[]): [Value, string][] =>
    values.map((one) => [one, say({ id: `tiers.${one}` as "tiers.POINTS" })]);
  return (
    <Dialog title={say({ id: "tiers.policyChange" })} onClose={onClose}>
      <Form
        error={update.error}
        isPending={update.isPending}
        canSubmit={graceDays !== null && (!isRolling || windowLength !== null)}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Choice
          label={say({ id: "tiers.counts" })}
          value={policies.metric ?? "POINTS"}
          options={choices(METRICS)}
          onChange={(value) => put({ metric: value as CrmTierMetric })}
        />
        {isMoney ? (
          <Input
            label={say({ id: "tiers.currency" })}
            value={policies.currency ?? ""}
            maxLength={3}
            onChange={(event) => put({ currency: event.target.value })}
          />
        ) : null}
        {policies.metric === tiers.metric ? null : (
          <p>
            <FormattedMessage id="tiers.unchangedNumbers" />
          </p>
        )}
        <Choice
          label={say({ id: "tiers.window" })}
          value={policies.window ?? "CALENDAR_YEAR"}
          options={choices(WINDOWS)}
          onChange={(value) => put({ window: value as CrmTierWindow })}
        />
        {isRolling ? (
          <Input
            label={say({ id: "tiers.length" })}
            inputMode="numeric"
            value={length}
            onChange={(event) => setLength(event.target.value)}
          />
        ) : null}
        <Checkbox
          label={say({ id: "tiers.keeps" })}
          isOn={policies.keepsNextYear ?? true}
          onChange={(keepsNextYear) => put({ keepsNextYear })}
        />
        <Choice
          label={say({ id: "tiers.downgrade" })}
          value={policies.downgrade ?? "FULL"}
          options={choices(DOWNGRADES)}
          onChange={(value) => put({ downgrade: value as CrmTierDowngrade })}
        />
        <Input
          label={say({ id: "tiers.grace" })}
          inputMode="numeric"
          value={grace}
          error={graceDays === null}
          onChange={(event) => setGrace(event.target.value)}
        />
        <Choice
          label={say({ id: "tiers.refunds" })}
          value={policies.refunds ?? "AT_ONCE"}
          options={choices(REFUNDS)}
          onChange={(value) => put({ refunds: value as CrmTierRefunds })}
        />
      </Form>
    </Dialog>
  );
}
