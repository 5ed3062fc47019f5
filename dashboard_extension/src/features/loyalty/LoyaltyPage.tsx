/** The points program, the rules that add to it, what points can be turned into, and the coupons that were. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import { Page } from "@/ui/Page";
import { Tabs } from "@/ui/Tabs";

import { CouponsCard } from "./CouponsCard";
import { ProgramCard } from "./ProgramCard";
import { RewardsCard } from "./RewardsCard";
import { RulesCard } from "./RulesCard";

export default function LoyaltyPage(): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Page title={say({ id: "nav.loyalty" })}>
      <Tabs
        label={say({ id: "nav.loyalty" })}
        tabs={[
          { key: "program", title: say({ id: "program.title" }), content: <ProgramCard /> },
          { key: "rules", title: say({ id: "rules.title" }), content: <RulesCard /> },
          { key: "rewards", title: say({ id: "rewards.title" }), content: <RewardsCard /> },
          { key: "coupons", title: say({ id: "coupons.title" }), content: <CouponsCard /> },
        ]}
      />
    </Page>
  );
}
