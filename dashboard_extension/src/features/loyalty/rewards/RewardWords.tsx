/** What a reward brings, for whom and how long, in words. */
import type { ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import { Money } from "@/ui/values";

import { useTierName } from "../tiers/useTierName";
import styles from "./Rewards.module.css";
import { hasAmount, type Reward } from "./terms";

/** What it takes off, with the least order of each channel and currency. */
export function Worth({ reward }: { readonly reward: Reward }): ReactNode {
  const { kind, values } = reward;
  return (
    <>
      {kind === "PERCENT" ? (
        <FormattedNumber value={(reward.percent ?? 0) / 100} style="percent" />
      ) : null}
      {kind === "FREE_SHIPPING" ? <FormattedMessage id="rewards.FREE_SHIPPING" /> : null}
      {values.map((value) => (
        <Value key={`${value.channel ?? ""} ${value.currency}`} value={value} kind={kind} />
      ))}
    </>
  );
}

interface ValueProps {
  readonly value: Reward["values"][number];
  readonly kind: Reward["kind"];
}

function Value({ value, kind }: ValueProps): ReactNode {
  const { channel, currency, amount, minSpent } = value;
  const worth = hasAmount(kind) && amount ? <Money value={amount} /> : currency;
  const placed = channel ? (
    <FormattedMessage id="rewards.inChannel" values={{ channel, worth }} />
  ) : (
    worth
  );
  return (
    <div className={hasAmount(kind) ? undefined : styles["more"]}>
      {placed}
      {minSpent ? (
        <div className={styles["more"]}>
          <FormattedMessage id="rules.basisFrom" values={{ amount: <Money value={minSpent} /> }} />
        </div>
      ) : null}
    </div>
  );
}

/** The tiers that may have it, by name. */
export function Whom({ reward }: { readonly reward: Reward }): ReactNode {
  const intl = useIntl();
  const tierName = useTierName(reward.program);
  const names = intl.formatList(reward.tiers.map(tierName));
  return names || <FormattedMessage id="rewards.everybody" />;
}

/** How long its codes are good. */
export function Life({ reward }: { readonly reward: Reward }): ReactNode {
  const days = reward.validDays;
  if (days == null) return <FormattedMessage id="rewards.forEver" />;
  return <FormattedMessage id="rewards.forDays" values={{ days }} />;
}
