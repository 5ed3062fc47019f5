/** Tiers of a program by name, a box each; one that was chosen and ended stays to be taken out. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmTiersDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { ChoicesField } from "@/ui/ChoicesField";

interface Props {
  readonly program: string | undefined;
  /** Slugs. */
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

export function TiersField({ program, values, onChange }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const tiers = useAsk(CrmTiersDocument).data?.crmTiers ?? [];
  const known = tiers.find((one) => one.program === program)?.tiers ?? [];
  const gone = values.filter((slug) => !known.some((tier) => tier.slug === slug));
  const options: [string, string][] = [
    ...known.map((tier): [string, string] => [tier.slug, tier.name]),
    ...gone.map((slug): [string, string] => [slug, say({ id: "rules.tierGone" }, { slug })]),
  ];
  if (options.length === 0) {
    return (
      <p>
        <FormattedMessage id="rules.noTiers" />
      </p>
    );
  }
  return (
    <ChoicesField
      label={say({ id: "tiers.title" })}
      values={values}
      options={options}
      onChange={onChange}
    />
  );
}
