/** How long the codes of a reward are good, and what becomes of the points of those that lapse. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import { Checkbox } from "@/ui/Checkbox";
import { FormPart } from "@/ui/FormPart";
import { Input } from "@/ui/Input";
import { wholeOf } from "@/ui/typed";

import type { PartProps } from "./RewardForm";

const DAYS = [
  ["validDays", "rewards.days"],
  ["remindDays", "rewards.remindDays"],
] as const;

export function RewardCodes({ typed, put, problemOf }: PartProps): ReactNode {
  const say = useIntl().formatMessage;
  const days = wholeOf(typed.validDays);
  return (
    <FormPart
      title={say({ id: "rewards.codes" })}
      holds={say({ id: days === null ? "rewards.forEver" : "rewards.forDays" }, { days })}
      isFaulty={DAYS.some(([name]) => problemOf(name) !== undefined)}
    >
      {DAYS.map(([name, word]) => (
        <Input
          key={name}
          label={say({ id: word })}
          inputMode="numeric"
          value={typed[name]}
          problem={problemOf(name)}
          onChange={(event) => put({ [name]: event.target.value })}
        />
      ))}
      <Checkbox
        label={say({ id: "rewards.returnsExpired" })}
        isOn={typed.returnsExpired}
        onChange={(returnsExpired) => put({ returnsExpired })}
      />
    </FormPart>
  );
}
