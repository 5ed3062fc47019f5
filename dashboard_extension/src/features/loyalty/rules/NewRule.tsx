/** Makes an earning rule; with days or a budget, a campaign. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmEarningRuleCreateDocument, type CrmEarningEffect } from "@/api/generated/graphql";
import { Choice } from "@/ui/Choice";
import { DayField } from "@/ui/DayField";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";

import { slugNew } from "../slug";
import { dayEnd, dayStart } from "./days";
import { ProgramChoice } from "./ProgramChoice";
import { usePrograms } from "./usePrograms";

const EFFECTS: readonly CrmEarningEffect[] = ["MULTIPLY", "FIXED", "PER_UNIT"];

export function NewRule({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useIntl().formatMessage;
  const [name, setName] = useState("");
  const [effect, setEffect] = useState<CrmEarningEffect>("MULTIPLY");
  const [amount, setAmount] = useState("");
  const [budget, setBudget] = useState("");
  const [firstDay, setFirstDay] = useState("");
  const [lastDay, setLastDay] = useState("");
  const programs = usePrograms();
  const [chosen, setChosen] = useState<string>();
  const create = useChanged(CrmEarningRuleCreateDocument, "rules.created");
  const program = chosen ?? programs.usual;
  const zone = programs.zoneOf(program);
  const isFactor = effect === "MULTIPLY";
  const number = Number(amount.replace(",", "."));
  const isBudgetFaulty = budget.trim() !== "" && wholeOf(budget) === null;
  const areDaysFaulty = firstDay !== "" && lastDay !== "" && lastDay < firstDay;
  const submit = (): void =>
    create.run(
      {
        input: {
          slug: slugNew(name, "rule"),
          ...(program ? { program } : {}),
          terms: {
            name: name.trim(),
            effect,
            ...(isFactor ? { factor: String(number) } : { points: number }),
            ...(budget.trim() ? { budgetPoints: wholeOf(budget) } : {}),
            ...(zone && firstDay ? { startsAt: dayStart(firstDay, zone) } : {}),
            ...(zone && lastDay ? { endsAt: dayEnd(lastDay, zone) } : {}),
          },
        },
      },
      onClose,
    );
  return (
    <Dialog title={say({ id: "rules.new" })} onClose={onClose}>
      <Form
        error={create.error}
        isPending={create.isPending}
        canSubmit={name.trim() !== "" && number > 0 && !isBudgetFaulty && !areDaysFaulty}
        onSubmit={submit}
        onCancel={onClose}
      >
        <ProgramChoice slugs={programs.slugs} value={program} onChange={setChosen} />
        <Input
          label={say({ id: "rules.name" })}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Choice
          label={say({ id: "rules.effect" })}
          value={effect}
          options={EFFECTS.map((one) => [one, say({ id: `rules.${one}` })] as const)}
          onChange={(value) => setEffect(value as CrmEarningEffect)}
        />
        <Input
          label={say({ id: isFactor ? "rules.factor" : "points.howMany" })}
          inputMode="decimal"
          value={amount}
          error={isRefused(create.error, "factor") || isRefused(create.error, "points")}
          onChange={(event) => setAmount(event.target.value)}
        />
        <Input
          label={say({ id: "rules.budget" })}
          inputMode="numeric"
          value={budget}
          error={isBudgetFaulty || isRefused(create.error, "budgetPoints")}
          onChange={(event) => setBudget(event.target.value)}
        />
        {zone ? (
          <>
            <DayField
              label={say({ id: "rules.firstDay" })}
              value={firstDay}
              onChange={setFirstDay}
            />
            <DayField label={say({ id: "rules.lastDay" })} value={lastDay} onChange={setLastDay} />
            <p role={areDaysFaulty ? "alert" : undefined}>
              <FormattedMessage
                id={areDaysFaulty ? "rules.daysFaulty" : "rules.calendar"}
                values={{ zone }}
              />
            </p>
          </>
        ) : null}
        <p>
          <FormattedMessage id="rules.offFirst" />
        </p>
      </Form>
    </Dialog>
  );
}
