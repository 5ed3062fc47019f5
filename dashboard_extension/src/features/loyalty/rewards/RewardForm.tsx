/** Makes a reward or changes what it brings and costs from now on. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmRewardCreateDocument,
  CrmRewardUpdateDocument,
  type CrmRewardKind,
} from "@/api/generated/graphql";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Form, refusalOf } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { useChanged } from "@/ui/useChanged";

import { ProgramChoice } from "../rules/ProgramChoice";
import { usePrograms } from "../rules/usePrograms";
import { slugNew } from "../slug";
import { RewardCodes } from "./RewardCodes";
import { RewardSupply } from "./RewardSupply";
import { RewardValues } from "./RewardValues";
import {
  faultsOf,
  termsOf,
  typedOf,
  valuesOf,
  type Faults,
  type Reward,
  type Typed,
} from "./terms";

const KINDS: readonly CrmRewardKind[] = ["FIXED", "PERCENT", "FREE_SHIPPING", "GIFT_CARD"];
const NAME_LENGTH_MAX = 128;

interface Props {
  /** The reward to change; a new one without. */
  readonly reward?: Reward;
  readonly onClose: () => void;
}

/** What each part of the form shows and changes. */
export interface PartProps {
  readonly typed: Typed;
  readonly reward: Reward | undefined;
  readonly put: (part: Partial<Typed>) => void;
  /** What is wrong with a field: what was typed, else what the CRM said. */
  readonly problemOf: (name: keyof Typed) => string | undefined;
}

export function RewardForm({ reward, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const programs = usePrograms();
  const [chosen, setChosen] = useState(reward?.program);
  const [typed, setTyped] = useState(() => typedOf(reward));
  const create = useChanged(CrmRewardCreateDocument, "rewards.created");
  const update = useChanged(CrmRewardUpdateDocument, "rewards.changed");
  const change = reward ? update : create;
  const program = chosen ?? programs.usual;
  const usual = programs.currencies[0] ?? "";
  const values = valuesOf(typed, reward);
  const faults = faultsOf(typed);
  const terms = termsOf(typed, values, usual);
  const submit = (): void => {
    if (!terms) return;
    if (reward) update.run({ input: { id: reward.id, terms } }, onClose);
    else {
      const slug = slugNew(typed.name, "reward");
      create.run({ input: { slug, ...(program ? { program } : {}), terms } }, onClose);
    }
  };
  const part: PartProps = {
    typed,
    reward,
    put: (changed) => setTyped((before) => ({ ...before, ...changed })),
    problemOf: (name) => {
      const word = faults[name as keyof Faults];
      return word ? say({ id: word }) : refusalOf(change.error, name);
    },
  };
  return (
    <Dialog title={say({ id: reward ? "rewards.edit" : "rewards.new" })} onClose={onClose}>
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={terms !== null}
        onSubmit={submit}
        onCancel={onClose}
      >
        {reward ? null : (
          <ProgramChoice
            slugs={programs.slugs}
            value={program}
            onChange={(slug) => {
              setChosen(slug);
              // Its tiers are others, even where they are called the same.
              part.put({ tiers: [] });
            }}
          />
        )}
        <What {...part} />
        <RewardValues {...part} values={values} usual={usual} programs={programs} />
        <RewardCodes {...part} />
        <RewardSupply {...part} program={program} />
        <p>
          <FormattedMessage id={reward ? "rewards.fromNowOn" : "rewards.offFirst"} />
        </p>
      </Form>
    </Dialog>
  );
}

function What({ typed, reward, put, problemOf }: PartProps): ReactNode {
  const say = useIntl().formatMessage;
  const kind = say({ id: `rewards.${typed.kind}` });
  return (
    <>
      <Input
        label={say({ id: "rules.name" })}
        value={typed.name}
        maxLength={NAME_LENGTH_MAX}
        problem={problemOf("name")}
        onChange={(event) => put({ name: event.target.value })}
      />
      {reward ? (
        <p>
          <FormattedMessage id="rewards.kindStays" values={{ kind }} />
        </p>
      ) : (
        <Choice
          label={say({ id: "rewards.kind" })}
          value={typed.kind}
          options={KINDS.map((one) => [one, say({ id: `rewards.${one}` })] as const)}
          onChange={(value) => put({ kind: value as CrmRewardKind })}
        />
      )}
      <Input
        label={say({ id: "rewards.cost" })}
        inputMode="numeric"
        value={typed.points}
        problem={problemOf("points")}
        onChange={(event) => put({ points: event.target.value })}
      />
      {typed.kind === "PERCENT" ? (
        <Input
          label={say({ id: "rewards.percent" })}
          inputMode="numeric"
          value={typed.percent}
          problem={problemOf("percent")}
          onChange={(event) => put({ percent: event.target.value })}
        />
      ) : null}
    </>
  );
}
