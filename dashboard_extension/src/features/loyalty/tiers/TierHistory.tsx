/** The tiers of one shopper, the latest first, and why each began. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import type { CrmTierStandingFieldsFragment } from "@/api/generated/graphql";
import { Table } from "@/ui/Table";
import { LastDay, ZonedDay } from "@/ui/values";

import { useTierName } from "./useTierName";

interface Props {
  readonly stays: CrmTierStandingFieldsFragment["history"];
  readonly program: string;
  readonly zone?: string | undefined;
}

export function TierHistory({ stays, program, zone }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const nameOf = useTierName(program);
  return (
    <Table
      label={say({ id: "tiers.history" })}
      rows={stays}
      rowKey={(stay) => stay.fromAt}
      columns={[
        {
          key: "tier",
          title: say({ id: "tiers.tier" }),
          cell: (stay) => (stay.tier ? nameOf(stay.tier) : say({ id: "tiers.noTier" })),
        },
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
