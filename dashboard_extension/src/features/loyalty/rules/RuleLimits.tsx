/** How long a rule gives points, and how many: its days, its limits for an order and a shopper, its budget. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { DayField } from "@/ui/DayField";
import { FormPart } from "@/ui/FormPart";
import { Input } from "@/ui/Input";

import type { Policies } from "../program/revision";
import type { PartProps } from "./RuleForm";
import type { Rule } from "./terms";

interface Props extends PartProps {
  readonly rule: Rule | undefined;
  /** The first and the last day; none before the program's calendar is known. */
  readonly days: [string, string] | undefined;
  readonly areDaysFaulty: boolean;
  readonly zone: string | undefined;
  readonly policies: Policies | undefined;
}

export function RuleLimits(props: Props): ReactNode {
  return (
    <>
      {props.days ? <Days {...props} days={props.days} /> : null}
      <Limits {...props} />
    </>
  );
}

function Days({
  put,
  problemOf,
  days,
  areDaysFaulty,
  zone,
}: Props & { readonly days: [string, string] }): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  const [first, last] = days;
  // A day has no zone of its own.
  const shown = (day: string): string =>
    day ? intl.formatDate(`${day}T00:00:00Z`, { dateStyle: "medium", timeZone: "UTC" }) : "";
  const problem = areDaysFaulty ? say({ id: "rules.daysFaulty" }) : problemOf("lastDay", "endsAt");
  return (
    <FormPart
      title={say({ id: "rules.when" })}
      holds={first || last ? `${shown(first)} – ${shown(last)}` : say({ id: "rules.always" })}
      isFaulty={problem !== undefined}
    >
      <DayField
        label={say({ id: "rules.firstDay" })}
        value={first}
        onChange={(firstDay) => put({ firstDay })}
      />
      <DayField
        label={say({ id: "rules.lastDay" })}
        value={last}
        onChange={(lastDay) => put({ lastDay })}
      />
      <p role={problem ? "alert" : undefined}>
        {problem ?? <FormattedMessage id="rules.calendar" values={{ zone }} />}
      </p>
    </FormPart>
  );
}

const OWN_LIMITS = [
  ["orderMax", "orderPointsMax", "rules.orderMax"],
  ["profileMax", "profilePointsMax", "rules.profileMax"],
] as const;

const PROGRAM_LIMITS = [
  ["orderPointsMax", "rules.limitOrder"],
  ["dayPointsMax", "rules.limitDay"],
  ["monthPointsMax", "rules.limitMonth"],
] as const satisfies readonly (readonly [keyof Policies, string])[];

function Limits({ typed, put, problemOf, rule, policies }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const limits = OWN_LIMITS.map(([name, contract, word]) => ({
    name,
    label: say({ id: word }),
    problem: problemOf(name, contract),
  }));
  const budget = problemOf("budget", "budgetPoints");
  const problems = [...limits.map(({ problem }) => problem), budget];
  const held = [typed.orderMax, typed.profileMax, typed.budget].filter(
    (text) => text.trim() !== "",
  );
  return (
    <FormPart
      title={say({ id: "rules.limits" })}
      holds={held.length > 0 ? say({ id: "rules.limited" }) : say({ id: "rules.unlimited" })}
      isFaulty={problems.some((problem) => problem !== undefined)}
    >
      {limits.map(({ name, label, problem }) => (
        <Input
          key={name}
          label={label}
          inputMode="numeric"
          value={typed[name]}
          problem={problem}
          onChange={(event) => put({ [name]: event.target.value })}
        />
      ))}
      <Input
        label={say({ id: "rules.budget" })}
        inputMode="numeric"
        value={typed.budget}
        problem={budget}
        {...(rule && rule.usedPoints > 0
          ? { helperText: say({ id: "rules.used" }, { points: rule.usedPoints }) }
          : {})}
        onChange={(event) => put({ budget: event.target.value })}
      />
      <p>
        <FormattedMessage id="rules.limitsHint" />
      </p>
      {PROGRAM_LIMITS.map(([name, word]) => {
        const points = policies?.[name];
        return points == null ? null : (
          <p key={name}>
            <FormattedMessage id={word} values={{ points }} />
          </p>
        );
      })}
    </FormPart>
  );
}
