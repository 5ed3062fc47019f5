/** What becomes of an order for which several rules hold: how the program combines them, in which order, and which others are on. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmEarningRulesDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { FormPart } from "@/ui/FormPart";
import { Input } from "@/ui/Input";

import type { Policies } from "../program/revision";
import { Conditions, Effect } from "./RuleWords";
import type { PartProps } from "./RuleForm";
import type { Rule } from "./terms";
import styles from "./Rules.module.css";
import { useProductTitles } from "./useTitles";

const RULES_MAX = 100;

interface Props extends PartProps {
  readonly ruleId: string | undefined;
  readonly program: string | undefined;
  readonly policies: Policies | undefined;
}

export function Together({ typed, put, problemOf, ruleId, program, policies }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const others = useAsk(
    CrmEarningRulesDocument,
    { ...(program ? { program } : {}), isActive: true, first: RULES_MAX },
    { isEnabled: program !== undefined },
  );
  const rules = (others.data?.crmEarningRules.edges ?? [])
    .map((edge) => edge.node)
    .filter((one) => one.id !== ruleId);
  return (
    <FormPart
      title={say({ id: "rules.together" })}
      holds={say({ id: "rules.othersOn" }, { count: rules.length })}
      isFaulty={problemOf("priority") !== undefined}
    >
      {policies ? (
        <p>
          <FormattedMessage id={`program.${policies.stacking}`} />
        </p>
      ) : null}
      <p>
        <FormattedMessage id="rules.togetherHow" />
      </p>
      <Input
        label={say({ id: "rules.priority" })}
        inputMode="numeric"
        value={typed.priority}
        problem={problemOf("priority")}
        helperText={say({ id: "rules.priorityHint" })}
        onChange={(event) => put({ priority: event.target.value })}
      />
      {rules.length > 0 ? <Others rules={rules} /> : null}
    </FormPart>
  );
}

function Others({ rules }: { readonly rules: readonly Rule[] }): ReactNode {
  const productTitle = useProductTitles(rules);
  return (
    <div>
      <p>
        <FormattedMessage id="rules.others" />
      </p>
      <ul className={styles["others"]}>
        {rules.map((rule) => (
          <li key={rule.id}>
            {rule.name}: <Effect rule={rule} /> ·{" "}
            <FormattedMessage id="rules.priorityShown" values={{ priority: rule.priority }} />
            <Conditions rule={rule} productTitle={productTitle} />
          </li>
        ))}
      </ul>
    </div>
  );
}
