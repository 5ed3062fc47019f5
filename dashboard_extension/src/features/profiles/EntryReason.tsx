/** Why points moved, in words: the order, who did it and why, and how the number came about. */
import { Fragment, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber } from "react-intl";

import type { CrmLoyaltyEntryFieldsFragment } from "@/api/generated/graphql";
import { useTierName } from "@/features/loyalty/tiers/useTierName";
import { Actor } from "@/ui/Actor";

import styles from "./Cards.module.css";

type Explanation = Readonly<Record<string, unknown>>;
const TIER = "tier:";

export function EntryReason({
  entry,
}: {
  readonly entry: CrmLoyaltyEntryFieldsFragment;
}): ReactNode {
  const explanation = explanationOf(entry.explanation);
  return (
    <div className={styles["reason"]}>
      {entry.orderReference ? (
        <p>
          <FormattedMessage
            id="points.order"
            values={{ reference: entry.orderReference.split(":").at(-1) }}
          />
        </p>
      ) : null}
      {entry.reason ? (
        <p>
          <Reason entry={entry} />
        </p>
      ) : null}
      <Basis explanation={explanation} />
      <Rules explanation={explanation} />
      {entry.waived === 0 ? null : (
        <p>
          <FormattedMessage id="points.waived" values={{ points: entry.waived }} />
        </p>
      )}
      {entry.actor === "system" ? null : (
        <p className={styles["quiet"]}>
          <Actor value={entry.actor} />
        </p>
      )}
    </div>
  );
}

// What the CRM itself writes; everything else are words of people.
const OWN_REASONS = {
  expired: "points.reason.expired",
  "referral, as advocate": "points.reason.advocate",
  "referral, as friend": "points.reason.friend",
} as const;

function Reason({ entry }: { readonly entry: CrmLoyaltyEntryFieldsFragment }): ReactNode {
  const isOwn = entry.actor === "system" && entry.reason in OWN_REASONS;
  return isOwn ? (
    <FormattedMessage id={OWN_REASONS[entry.reason as keyof typeof OWN_REASONS]} />
  ) : (
    entry.reason
  );
}

function explanationOf(text: string): Explanation {
  try {
    return JSON.parse(text) as Explanation;
  } catch {
    return {};
  }
}

/** The computation of an award, where the entry has one: so many points for so much money. */
function Basis({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const { basis_minor: basis, currency, earn_points: points, earn_per_minor: per } = explanation;
  if (typeof basis !== "number" || typeof currency !== "string") return null;
  const digits =
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  const money = (minor: number): ReactNode => (
    <FormattedNumber value={minor / 10 ** digits} style="currency" currency={currency} />
  );
  return (
    <p className={styles["quiet"]}>
      <FormattedMessage
        id="points.basis"
        values={{ basis: money(basis), points: Number(points), per: money(Number(per)) }}
      />
    </p>
  );
}

interface Given {
  readonly rule: string;
  /** What the rule was called then; older entries do not say. */
  readonly name?: string;
  readonly points: number;
  readonly trimmed: number;
  /** What took it off; older entries do not say. */
  readonly trimmed_by?: Readonly<Partial<Record<Limit, number>>>;
}

const LIMITS = ["order", "profile", "program", "budget"] as const;
type Limit = (typeof LIMITS)[number];

/** What each rule gave to a bonus, where the entry says it; tiers are rules of their own name. */
function Rules({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const rules = Array.isArray(explanation["rules"]) ? (explanation["rules"] as Given[]) : [];
  return rules.map(({ rule, name, points, trimmed, trimmed_by: by }) => (
    <p key={rule} className={styles["quiet"]}>
      {rule.startsWith(TIER) ? (
        <ByTier slug={rule.slice(TIER.length)} points={points} />
      ) : (
        <FormattedMessage id="points.byRule" values={{ rule: name ?? rule, points }} />
      )}
      {trimmed > 0 ? <Trimmed points={trimmed} by={by} /> : null}
    </p>
  ));
}

interface ByTierProps {
  readonly slug: string;
  readonly points: number;
}

function ByTier({ slug, points }: ByTierProps): ReactNode {
  const nameOf = useTierName();
  return <FormattedMessage id="points.byTier" values={{ rule: nameOf(slug), points }} />;
}

function Trimmed({
  points,
  by,
}: {
  readonly points: number;
  readonly by: Given["trimmed_by"];
}): ReactNode {
  if (!by) return <> {<FormattedMessage id="points.trimmed" values={{ points }} />}</>;
  return LIMITS.filter((limit) => by[limit]).map((limit) => (
    <Fragment key={limit}>
      {" "}
      <FormattedMessage id={`points.trimmed.${limit}`} values={{ points: by[limit] }} />
    </Fragment>
  ));
}
