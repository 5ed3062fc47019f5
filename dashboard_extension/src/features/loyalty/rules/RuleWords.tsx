/** What a rule gives and when it holds, in words. */
import type { ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import { groupWord } from "@/features/overview/groups";
import { Money } from "@/ui/values";

import type { Rule } from "./terms";
import styles from "./Rules.module.css";

export function Effect({ rule }: { readonly rule: Rule }): ReactNode {
  if (rule.effect === "MULTIPLY") {
    return (
      <>
        × <FormattedNumber value={rule.factor ?? 1} maximumFractionDigits={3} />
      </>
    );
  }
  const id = rule.effect === "FIXED" ? "rules.fixed" : "rules.perUnit";
  return <FormattedMessage id={id} values={{ points: rule.points ?? 0 }} />;
}

const NAMED = [
  ["channels", "rules.channels"],
  ["currencies", "rules.currencies"],
  ["tiers", "tiers.title"],
  ["products", "rules.products"],
  ["productsExcluded", "rules.productsExcluded"],
  ["categories", "rules.categories"],
  ["categoriesExcluded", "rules.categoriesExcluded"],
  ["collections", "rules.collections"],
  ["collectionsExcluded", "rules.collectionsExcluded"],
] as const;

/** A line for each condition; nothing for a rule that holds for every order. */
export function Conditions({
  rule,
  productTitle,
}: {
  readonly rule: Rule;
  readonly productTitle: (id: string) => string;
}): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  const { conditions } = rule;
  const groups = conditions.groups.map((group) => say({ id: groupWord(group) }));
  const lines: [string, ReactNode][] = [
    ...NAMED.map(([name, word]): [string, ReactNode] => [
      say({ id: word }),
      intl.formatList(
        name.startsWith("products") ? conditions[name].map(productTitle) : conditions[name],
      ),
    ]),
    [say({ id: "group.title" }), intl.formatList(groups)],
  ];
  return (
    <div className={styles["conditions"]}>
      {lines.map(([title, names]) =>
        names === "" ? null : (
          <div key={title}>
            {title}: {names}
          </div>
        ),
      )}
      {conditions.basisMin ? (
        <div>
          <FormattedMessage
            id="rules.basisFrom"
            values={{ amount: <Money value={conditions.basisMin} /> }}
          />
        </div>
      ) : null}
      {conditions.isFirstOrder ? (
        <div>
          <FormattedMessage id="rules.firstOrder" />
        </div>
      ) : null}
      {rule.orderPointsMax == null ? null : (
        <div>
          <FormattedMessage id="rules.orderMaxShown" values={{ points: rule.orderPointsMax }} />
        </div>
      )}
      {rule.profilePointsMax == null ? null : (
        <div>
          <FormattedMessage id="rules.profileMaxShown" values={{ points: rule.profilePointsMax }} />
        </div>
      )}
    </div>
  );
}
