/** What a reward is worth in each channel and currency, and from which order on; a row each. */
import { Button } from "@saleor/macaw-ui";
import { useId, useRef, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Input } from "@/ui/Input";

import type { PartProps } from "./RewardForm";
import styles from "./Rewards.module.css";
import { currencyOf, hasAmount, valueFaultsOf, valueNew, type TypedValue } from "./terms";

interface Props extends PartProps {
  /** The rows that count. */
  readonly values: readonly TypedValue[];
  /** The currency of a row that nobody touched. */
  readonly usual: string;
  /** Where rates were made for, to choose among. */
  readonly programs: {
    readonly channels: readonly string[];
    readonly currencies: readonly string[];
  };
}

export function RewardValues(props: Props): ReactNode {
  const { typed, put, problemOf, values, usual, programs } = props;
  const say = useIntl().formatMessage;
  const lists = { channels: useId(), currencies: useId() };
  const group = useRef<HTMLDivElement>(null);
  const problem = problemOf("values");
  const used = values.map((value) => currencyOf(value, usual));
  const next = programs.currencies.find((currency) => !used.includes(currency));
  const drop = (key: number): void => {
    put({ values: typed.values.filter((one) => one.key !== key) });
    // The button that was pressed goes with its row.
    group.current?.focus();
  };
  return (
    <div ref={group} tabIndex={-1} role="group" aria-label={say({ id: "rewards.worth" })}>
      <div className={styles["values"]}>
        {values.map((value, index) => (
          <ValueRow
            {...props}
            key={value.key}
            value={value}
            number={index + 1}
            lists={lists}
            {...(values.length > 1 ? { onDrop: () => drop(value.key) } : {})}
          />
        ))}
        {Object.entries(lists).map(([name, id]) => (
          <datalist key={id} id={id}>
            {programs[name as keyof typeof lists].map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        ))}
        {problem ? <p role="alert">{problem}</p> : null}
        {typed.kind === "GIFT_CARD" ? (
          <p>
            <FormattedMessage id="rewards.oneCurrency" />
          </p>
        ) : (
          <div>
            <Button
              type="button"
              variant="secondary"
              onClick={() => put({ values: [...values, valueNew(values, next ?? "")] })}
            >
              <FormattedMessage id="rewards.valueAdd" />
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

interface RowProps extends Props {
  readonly value: TypedValue;
  /** Which row it is, counted from one. */
  readonly number: number;
  readonly lists: { readonly channels: string; readonly currencies: string };
  /** Nothing for the only row. */
  readonly onDrop?: () => void;
}

function ValueRow({ typed, put, value, number, usual, lists, onDrop }: RowProps): ReactNode {
  const say = useIntl().formatMessage;
  const faults = valueFaultsOf(value, typed.kind, usual);
  const change = (part: Partial<TypedValue>): void =>
    put({
      values: typed.values.map((one) => (one.key === value.key ? { ...one, ...part } : one)),
    });
  const problemOf = (name: keyof typeof faults): string | undefined => {
    const word = faults[name];
    return word ? say({ id: word }) : undefined;
  };
  const money = (name: "amount" | "minSpent"): ReactNode => (
    <Input
      label={say({ id: `rewards.${name}` })}
      inputMode="decimal"
      value={value[name]}
      problem={problemOf(name)}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
  return (
    <fieldset className={styles["value"]}>
      <legend>
        <FormattedMessage id="rewards.valueNumber" values={{ number }} />
      </legend>
      <div className={styles["fields"]}>
        <Input
          label={say({ id: "rewards.currency" })}
          value={value.currency ?? usual}
          list={lists.currencies}
          maxLength={3}
          autoComplete="off"
          problem={problemOf("currency")}
          onChange={(event) => change({ currency: event.target.value })}
        />
        <Input
          label={say({ id: "program.channel" })}
          value={value.channel}
          list={lists.channels}
          autoComplete="off"
          onChange={(event) => change({ channel: event.target.value })}
        />
        {hasAmount(typed.kind) ? money("amount") : null}
        {money("minSpent")}
      </div>
      {onDrop ? (
        <Button type="button" size="small" variant="tertiary" onClick={onDrop}>
          <FormattedMessage id="rewards.valueDrop" values={{ number }} />
        </Button>
      ) : null}
    </fieldset>
  );
}
