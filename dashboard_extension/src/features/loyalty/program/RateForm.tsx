/** Makes or changes one rate, told in money; the other rates and the policies stay as they are. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProgramReviseDocument, type CrmProgramRateInput } from "@/api/generated/graphql";
import type { Words } from "@/languages";
import { Checkbox } from "@/ui/Checkbox";
import { Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { decimalOf, wholeOf } from "@/ui/typed";
import { useChanged } from "@/ui/useChanged";

import { FLAGS, isSamePlace, rateGiven, revised, type Program, type Rate } from "./revision";

interface Props {
  readonly program: Program;
  /** The rate to change; a new one without. */
  readonly rate?: Rate;
  readonly onClose: () => void;
}

type Texts = Readonly<
  Record<"earnPoints" | "spend" | "redeemPoints" | "worth" | "min" | "block" | "percent", string>
>;

function textsOf(rate: Rate | undefined): Texts {
  const money = rate?.currency ? rate.amounts[0] : undefined;
  return {
    earnPoints: String(rate?.earnPoints ?? 1),
    spend: String(money?.spend.amount ?? rate?.earnPerMinor ?? ""),
    redeemPoints: String(rate?.redeemPoints ?? 100),
    worth: String(money?.worth.amount ?? rate?.redeemMinor ?? ""),
    min: String(rate?.redeemPointsMin ?? 0),
    block: String(rate?.redeemPointsBlock ?? 1),
    percent: String(rate?.redeemPercentMax ?? 100),
  };
}

export function RateForm({ program, rate, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [currency, setCurrency] = useState(rate?.currency ?? "");
  const [channel, setChannel] = useState(rate?.channel ?? "");
  const [texts, setTexts] = useState<Texts>(() => textsOf(rate));
  const [flags, setFlags] = useState(
    () => new Set(FLAGS.map(([name]) => name).filter((name) => rate?.[name])),
  );
  const revise = useChanged(CrmProgramReviseDocument, "program.revised");
  // A rate that was made for any currency has no money of its own.
  const isAny = rate !== undefined && rate.currency == null;
  const code = currency.trim().toUpperCase();
  const wanted = rateWanted(texts, isAny);
  const submit = (): void => {
    if (!wanted) return;
    const changed: CrmProgramRateInput = {
      ...wanted,
      ...(isAny ? {} : { currency: code }),
      ...(channel.trim() ? { channel: channel.trim() } : {}),
      ...Object.fromEntries(FLAGS.map(([name]) => [name, flags.has(name)])),
    };
    const others = program.current.rates.filter((one) => !rate || !isSamePlace(one, rate));
    revise.run({ input: revised(program, [...others.map(rateGiven), changed]) }, onClose);
  };
  const field = (
    name: keyof Texts,
    word: keyof Words,
    values?: { currency: string },
  ): ReactNode => (
    <Input
      label={say({ id: word }, values)}
      inputMode="decimal"
      value={texts[name]}
      onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
    />
  );
  return (
    <Dialog title={say({ id: rate ? "program.rate" : "program.newRate" })} onClose={onClose}>
      <Form
        error={revise.error}
        isPending={revise.isPending}
        canSubmit={wanted !== null && (isAny || code.length === 3)}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id={isAny ? "program.minorHint" : "program.reviseHow"} />
        </p>
        {isAny ? null : (
          <Input
            label={say({ id: "program.rateCurrency" })}
            value={currency}
            maxLength={3}
            onChange={(event) => setCurrency(event.target.value)}
          />
        )}
        <Input
          label={say({ id: "program.channel" })}
          value={channel}
          onChange={(event) => setChannel(event.target.value)}
        />
        {field("earnPoints", "program.earnPoints")}
        {isAny || !code
          ? field("spend", "program.spendAny")
          : field("spend", "program.spend", { currency: code })}
        {field("redeemPoints", "program.redeemPoints")}
        {isAny || !code
          ? field("worth", "program.worthAny")
          : field("worth", "program.worth", { currency: code })}
        {field("min", "program.redeemMin")}
        {field("block", "program.redeemBlock")}
        {field("percent", "program.redeemPercent")}
        {FLAGS.map(([name, word]) => (
          <Checkbox
            key={name}
            label={say({ id: word })}
            isOn={flags.has(name)}
            onChange={(isOn) => {
              const changed = new Set(flags);
              if (isOn) changed.add(name);
              else changed.delete(name);
              setFlags(changed);
            }}
          />
        ))}
      </Form>
    </Dialog>
  );
}

/** Returns what was typed; null while a field holds no number. */
function rateWanted(texts: Texts, isAny: boolean): CrmProgramRateInput | null {
  const [earnPoints, redeemPoints] = [wholeOf(texts.earnPoints), wholeOf(texts.redeemPoints)];
  const [min, block, percent] = [wholeOf(texts.min), wholeOf(texts.block), wholeOf(texts.percent)];
  const [spend, worth] = isAny
    ? [wholeOf(texts.spend), wholeOf(texts.worth)]
    : [decimalOf(texts.spend), decimalOf(texts.worth)];
  if (earnPoints === null || redeemPoints === null || spend === null || worth === null) return null;
  if (min === null || block === null || percent === null) return null;
  const limits = { redeemPointsMin: min, redeemPointsBlock: block, redeemPercentMax: percent };
  return isAny
    ? {
        earnPoints,
        redeemPoints,
        earnPerMinor: Number(spend),
        redeemMinor: Number(worth),
        ...limits,
      }
    : { earnPoints, redeemPoints, spend: String(spend), worth: String(worth), ...limits };
}
