/** Makes an earning rule or changes what it gives from now on; with days or a budget, a campaign. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmEarningRuleCreateDocument,
  CrmEarningRuleUpdateDocument,
  type CrmEarningEffect,
} from "@/api/generated/graphql";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Form, refusalOf } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { useChanged } from "@/ui/useChanged";

import { slugNew } from "../slug";
import { ProgramChoice } from "./ProgramChoice";
import { RuleConditions } from "./RuleConditions";
import { RuleLimits } from "./RuleLimits";
import { Together } from "./Together";
import { daysOf, faultsOf, termsOf, typedOf, type Rule, type Typed } from "./terms";
import { usePrograms } from "./usePrograms";

const EFFECTS: readonly CrmEarningEffect[] = ["MULTIPLY", "FIXED", "PER_UNIT"];
const NAME_LENGTH_MAX = 128;

interface Props {
  /** The rule to change; a new one without. */
  readonly rule?: Rule;
  readonly onClose: () => void;
}

/** What each part of the form shows and changes. */
export interface PartProps {
  readonly typed: Typed;
  readonly put: (part: Partial<Typed> | ((before: Typed) => Partial<Typed>)) => void;
  /** What is wrong with a field: what was typed, else what the CRM said. */
  readonly problemOf: (typed: keyof Typed, contract?: string) => string | undefined;
}

export function RuleForm({ rule, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const programs = usePrograms();
  const [chosen, setChosen] = useState(rule?.program);
  const [typed, setTyped] = useState(() => typedOf(rule));
  const create = useChanged(CrmEarningRuleCreateDocument, "rules.created");
  const update = useChanged(CrmEarningRuleUpdateDocument, "rules.changed");
  const change = rule ? update : create;
  const program = chosen ?? programs.usual;
  const zone = programs.zoneOf(program);
  const days = zone ? daysOf(typed, rule, zone) : undefined;
  const areDaysFaulty = days !== undefined && days[0] !== "" && days[1] !== "" && days[1] < days[0];
  const faults = faultsOf(typed);
  const submit = (): void => {
    const terms = termsOf(typed, rule, zone);
    if (rule) update.run({ input: { id: rule.id, slug: rule.slug, terms } }, onClose);
    else {
      const slug = slugNew(typed.name, "rule");
      create.run({ input: { slug, ...(program ? { program } : {}), terms } }, onClose);
    }
  };
  const part: PartProps = {
    typed,
    put: (changed) =>
      setTyped((before) => ({
        ...before,
        ...(typeof changed === "function" ? changed(before) : changed),
      })),
    problemOf: (name, contract = name) => {
      const word = faults[name as keyof typeof faults];
      return word ? say({ id: word }) : refusalOf(change.error, contract);
    },
  };
  return (
    <Dialog title={say({ id: rule ? "rules.edit" : "rules.new" })} onClose={onClose}>
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={
          typed.name.trim() !== "" &&
          typed.amount.trim() !== "" &&
          Object.keys(faults).length === 0 &&
          !areDaysFaulty
        }
        onSubmit={submit}
        onCancel={onClose}
      >
        {rule ? null : (
          <ProgramChoice slugs={programs.slugs} value={program} onChange={setChosen} />
        )}
        <Effect {...part} />
        <RuleConditions {...part} program={program} />
        <RuleLimits
          {...part}
          rule={rule}
          days={days}
          areDaysFaulty={areDaysFaulty}
          zone={zone}
          policies={programs.policiesOf(program)}
        />
        <Together
          {...part}
          ruleId={rule?.id}
          program={program}
          policies={programs.policiesOf(program)}
        />
        <p>
          <FormattedMessage id={rule ? "rules.fromNowOn" : "rules.offFirst"} />
        </p>
      </Form>
    </Dialog>
  );
}

function Effect({ typed, put, problemOf }: PartProps): ReactNode {
  const say = useIntl().formatMessage;
  const isFactor = typed.effect === "MULTIPLY";
  return (
    <>
      <Input
        label={say({ id: "rules.name" })}
        value={typed.name}
        maxLength={NAME_LENGTH_MAX}
        problem={problemOf("name")}
        onChange={(event) => put({ name: event.target.value })}
      />
      <Choice
        label={say({ id: "rules.effect" })}
        value={typed.effect}
        options={EFFECTS.map((one) => [one, say({ id: `rules.${one}` })] as const)}
        onChange={(value) => put({ effect: value as CrmEarningEffect })}
      />
      <Input
        label={say({ id: isFactor ? "rules.factor" : "points.howMany" })}
        inputMode={isFactor ? "decimal" : "numeric"}
        value={typed.amount}
        problem={problemOf("amount", isFactor ? "factor" : "points")}
        onChange={(event) => put({ amount: event.target.value })}
      />
    </>
  );
}
