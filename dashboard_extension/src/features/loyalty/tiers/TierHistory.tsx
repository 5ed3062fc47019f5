/** The tiers of one shopper, the latest first, and why each began. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import type { CrmTierStandingFieldsFragment } from "@/api/generated/graphql";
import { Table } from "@/ui/Table";
import { LastDay, ZonedDay } from "@/ui/values";

import type { Tier } from "./tiers";

interface Props {
  readonly stays: CrmTierStandingFieldsFragment["history"];
  /** The tiers in force, for their names; one that ended is shown by its short name. */
  readonly tiers: readonly Tier[];
  readonly zone?: string | undefined;
}

export function TierHistory({ stays, tiers, zone }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const nameFor = (slug: string | null | undefined): string =>
    slug ? (tiers.find((tier) => tier.slug === slug)?.name ?? slug) : say({ id: "tiers.noTier" });
  return (
    <Table
      label={say({ id: "tiers.history" })}
      rows={stays}
      rowKey={(stay) => stay.fromAt}
      columns={[
        { key: "tier", title: say({ id: "tiers.tier" }), cell: (stay) => nameFor(stay.tier) },
        {
          key: "from",
          title: say({ id: "tiers.from" }),
          cell: (stay) => <ZonedDay value={stay.fromAt} zone={zone} />,
        },
        {
          key: "until",
          title: say({ id: "rules.until" }),
          cell: (stay) => <LastDay value={stay.untilAt} zone={zone} />,
        },
        {
          key: "why",
          title: say({ id: "tiers.why" }),
          cell: (stay) => say({ id: `tiers.${stay.reason}` }),
        },
      ]}
    />
  );
}
