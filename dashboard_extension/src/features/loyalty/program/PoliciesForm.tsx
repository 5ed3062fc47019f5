/** Changes the policies of a program; its rates stay as they are. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProgramReviseDocument } from "@/api/generated/graphql";
import type { Words } from "@/languages";
import { Checkbox } from "@/ui/Checkbox";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";

import { rateGiven, revised, type Policies, type Program } from "./revision";

const NUMBERS = [
  ["holdDays", "program.holdDays", "needed"],
  ["lifetimeMonths", "program.lifetimeMonths", "optional"],
  ["lifetimeDays", "program.lifetimeDays", "optional"],
  ["inactivityMonths", "program.inactivity", "optional"],
  ["orderPointsMax", "program.orderMaxField", "optional"],
  ["dayPointsMax", "program.dayMax", "optional"],
  ["monthPointsMax", "program.monthMax", "optional"],
  ["returnGraceDays", "program.returnGrace", "needed"],
  ["cancelGraceDays", "program.cancelGrace", "needed"],
  ["reservationMinutes", "program.reservation", "needed"],
  ["alonePointsMax", "program.aloneMax", "optional"],
] as const satisfies readonly (readonly [keyof Policies, keyof Words, "needed" | "optional"])[];
const CHOICES = [
  ["rounding", "program.rounding", ["FLOOR", "HALF_UP", "CEIL"]],
  ["shortfall", "program.shortfall", ["DEBT", "CLAMP"]],
  ["stacking", "program.stacking", ["ADDITIVE", "MULTIPLICATIVE", "BEST"]],
] as const;
const FLAGS = [
  ["guestsMaySpend", "program.guests"],
  ["earnsHistory", "program.earnsHistory"],
] as const;
type NumberName = (typeof NUMBERS)[number][0];

interface Props {
  readonly program: Program;
  readonly onClose: () => void;
}

export function PoliciesForm({ program, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const { current } = program;
  const [policies, setPolicies] = useState(current.policies);
  const [texts, setTexts] = useState<Readonly<Record<NumberName, string>>>(
    () =>
      Object.fromEntries(
        NUMBERS.map(([name]) => [name, String(current.policies[name] ?? "")]),
      ) as Record<NumberName, string>,
  );
  const revise = useChanged(CrmProgramReviseDocument, "program.revised");
  const isFaulty = (name: NumberName, need: "needed" | "optional"): boolean =>
    texts[name].trim() === "" ? need === "needed" : wholeOf(texts[name]) === null;
  const submit = (): void => {
    const numbers = Object.fromEntries(NUMBERS.map(([name]) => [name, wholeOf(texts[name])]));
    const wanted = { ...policies, ...numbers };
    revise.run({ input: revised(program, current.rates.map(rateGiven), wanted) }, onClose);
  };
  return (
    <Dialog title={say({ id: "program.revise" })} onClose={onClose}>
      <Form
        error={revise.error}
        isPending={revise.isPending}
        canSubmit={NUMBERS.every(([name, , need]) => !isFaulty(name, need))}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id="program.reviseHow" />
        </p>
        {NUMBERS.map(([name, word, need]) => (
          <Input
            key={name}
            label={say({ id: word })}
            inputMode="numeric"
            value={texts[name]}
            error={isFaulty(name, need)}
            onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
          />
        ))}
        {CHOICES.map(([name, word, values]) => (
          <Choice
            key={name}
            label={say({ id: word })}
            value={policies[name]}
            options={values.map((one) => [one, say({ id: `program.${one}` })] as const)}
            onChange={(value) => setPolicies({ ...policies, [name]: value })}
          />
        ))}
        {FLAGS.map(([name, word]) => (
          <Checkbox
            key={name}
            label={say({ id: word })}
            isOn={policies[name]}
            onChange={(isOn) => setPolicies({ ...policies, [name]: isOn })}
          />
        ))}
      </Form>
    </Dialog>
  );
}
