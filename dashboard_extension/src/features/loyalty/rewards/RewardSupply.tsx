/** Who may have a reward, how many there are, and whether it comes by itself. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Checkbox } from "@/ui/Checkbox";
import { FormPart } from "@/ui/FormPart";
import { Input } from "@/ui/Input";

import { TiersField } from "../tiers/TiersField";
import { useTierName } from "../tiers/useTierName";
import type { PartProps } from "./RewardForm";

interface Props extends PartProps {
  readonly program: string | undefined;
}

export function RewardSupply(props: Props): ReactNode {
  return (
    <>
      <Whom {...props} />
      <HowMany {...props} />
    </>
  );
}

function Whom({ typed, put, problemOf, program }: Props): ReactNode {
  const intl = useIntl();
  const tierName = useTierName(program);
  const names = intl.formatList(typed.tiers.map(tierName));
  const problem = problemOf("tiers");
  return (
    <FormPart
      title={intl.formatMessage({ id: "rules.whom" })}
      holds={names || intl.formatMessage({ id: "rewards.everybody" })}
      isFaulty={problem !== undefined}
    >
      <TiersField program={program} values={typed.tiers} onChange={(tiers) => put({ tiers })} />
      <p role={problem ? "alert" : undefined}>
        {problem ?? <FormattedMessage id="rewards.whomHint" />}
      </p>
    </FormPart>
  );
}

function HowMany({ typed, reward, put, problemOf }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const problem = problemOf("stock");
  const stock = typed.stock.trim();
  return (
    <FormPart
      title={say({ id: "rewards.supply" })}
      holds={stock || say({ id: "rewards.noLimit" })}
      isFaulty={problem !== undefined}
    >
      <Input
        label={say({ id: "rewards.stock" })}
        inputMode="numeric"
        value={typed.stock}
        problem={problem}
        {...(reward ? { helperText: <Left reward={reward} /> } : {})}
        onChange={(event) => put({ stock: event.target.value })}
      />
      <Checkbox
        label={say({ id: "rewards.automatic" })}
        isOn={typed.isAutomatic}
        onChange={(isAutomatic) => put({ isAutomatic })}
      />
      <p>
        <FormattedMessage id="rewards.automaticHint" />
      </p>
    </FormPart>
  );
}

function Left({ reward }: { readonly reward: NonNullable<Props["reward"]> }): ReactNode {
  const { issuedCount: issued, left } = reward;
  if (left == null) return <FormattedMessage id="rewards.issuedSoFar" values={{ issued }} />;
  return <FormattedMessage id="rewards.issuedAndLeft" values={{ issued, left }} />;
}
