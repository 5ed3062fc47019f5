/** Makes a reward for an action, or changes what it brings from now on. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmActionRewardCreateDocument,
  CrmActionRewardUpdateDocument,
  type CrmActionKind,
  type CrmActionRewardFieldsFragment,
  type CrmActionRewardTermsInput,
} from "@/api/generated/graphql";
import { Choice } from "@/ui/Choice";
import { DayField } from "@/ui/DayField";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";

import { dayEnd, lastDayOf } from "../rules/days";
import { ProgramChoice } from "../rules/ProgramChoice";
import { usePrograms } from "../rules/usePrograms";
import { slugNew } from "../slug";

export type ActionReward = CrmActionRewardFieldsFragment;

const KINDS: readonly CrmActionKind[] = ["REGISTRATION", "NEWSLETTER", "BIRTHDAY", "EVENT"];
const EVENT = /^[A-Za-z0-9_-]{1,64}$/;

interface Props {
  /** The reward to change; a new one without. */
  readonly reward?: ActionReward;
  readonly onClose: () => void;
}

export function ActionRewardForm({ reward, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const programs = usePrograms();
  const [chosen, setChosen] = useState(reward?.program);
  const [kind, setKind] = useState<CrmActionKind>(reward?.kind ?? "REGISTRATION");
  const [event, setEvent] = useState("");
  const [texts, setTexts] = useState({
    name: reward?.name ?? "",
    points: String(reward?.points ?? ""),
    month: String(reward?.monthPointsMax ?? ""),
    budget: String(reward?.budgetPoints ?? ""),
  });
  // Untouched, the end stays the instant that it was, which may lie within a day.
  const [typedDay, setTypedDay] = useState<string>();
  const create = useChanged(CrmActionRewardCreateDocument, "actionRewards.created");
  const update = useChanged(CrmActionRewardUpdateDocument, "actionRewards.changed");
  const change = reward ? update : create;
  const program = chosen ?? programs.usual;
  const zone = programs.zoneOf(program);
  const isNewEvent = !reward && kind === "EVENT";
  const isEventFaulty = isNewEvent && event !== "" && !EVENT.test(event);
  const points = wholeOf(texts.points);
  const isFaulty = (name: "month" | "budget"): boolean =>
    texts[name].trim() !== "" && wholeOf(texts[name]) === null;
  const terms = (): CrmActionRewardTermsInput => ({
    name: texts.name.trim(),
    points: points ?? 0,
    monthPointsMax: kind === "EVENT" ? wholeOf(texts.month) : null,
    budgetPoints: wholeOf(texts.budget),
    endsAt: typedDay === undefined ? (reward?.endsAt ?? null) : endOf(typedDay, zone),
  });
  const submit = (): void => {
    if (reward) {
      update.run({ input: { id: reward.id, terms: terms() } }, onClose);
      return;
    }
    const slug = isNewEvent ? event : slugNew(texts.name, "action");
    create.run({ input: { slug, kind, ...(program ? { program } : {}), terms: terms() } }, onClose);
  };
  const canSubmit =
    texts.name.trim() !== "" &&
    points !== null &&
    points > 0 &&
    !isFaulty("month") &&
    !isFaulty("budget") &&
    (!isNewEvent || EVENT.test(event));
  return (
    <Dialog
      title={say({ id: reward ? "actionRewards.edit" : "actionRewards.new" })}
      onClose={onClose}
    >
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={canSubmit}
        onSubmit={submit}
        onCancel={onClose}
      >
        {reward ? null : (
          <>
            <ProgramChoice slugs={programs.slugs} value={program} onChange={setChosen} />
            <Choice
              label={say({ id: "actionRewards.kind" })}
              value={kind}
              options={KINDS.map((one) => [one, say({ id: `actionRewards.${one}` })] as const)}
              onChange={(value) => setKind(value as CrmActionKind)}
            />
          </>
        )}
        {isNewEvent ? (
          <>
            <Input
              label={say({ id: "actionRewards.event" })}
              value={event}
              maxLength={64}
              error={isEventFaulty || isRefused(change.error, "slug")}
              onChange={(typed) => setEvent(typed.target.value)}
            />
            <p>
              <FormattedMessage id="actionRewards.eventHint" />
            </p>
          </>
        ) : null}
        <Input
          label={say({ id: "rules.name" })}
          value={texts.name}
          maxLength={128}
          error={isRefused(change.error, "name")}
          onChange={(typed) => setTexts({ ...texts, name: typed.target.value })}
        />
        <Input
          label={say({ id: "points.howMany" })}
          inputMode="numeric"
          value={texts.points}
          error={(texts.points !== "" && !points) || isRefused(change.error, "points")}
          onChange={(typed) => setTexts({ ...texts, points: typed.target.value })}
        />
        {kind === "EVENT" ? (
          <Input
            label={say({ id: "actionRewards.monthMax" })}
            inputMode="numeric"
            value={texts.month}
            error={isFaulty("month") || isRefused(change.error, "monthPointsMax")}
            onChange={(typed) => setTexts({ ...texts, month: typed.target.value })}
          />
        ) : null}
        <Input
          label={say({ id: "rules.budget" })}
          inputMode="numeric"
          value={texts.budget}
          error={isFaulty("budget") || isRefused(change.error, "budgetPoints")}
          onChange={(typed) => setTexts({ ...texts, budget: typed.target.value })}
        />
        {zone ? (
          <>
            <DayField
              label={say({ id: "rules.lastDay" })}
              value={typedDay ?? lastDayOf(reward?.endsAt, zone)}
              onChange={setTypedDay}
            />
            <p>
              <FormattedMessage id="rules.calendar" values={{ zone }} />
            </p>
          </>
        ) : null}
        {reward ? null : (
          <p>
            <FormattedMessage id="actionRewards.offFirst" />
          </p>
        )}
      </Form>
    </Dialog>
  );
}

function endOf(day: string, zone: string | undefined): string | null {
  return day && zone ? dayEnd(day, zone) : null;
}
