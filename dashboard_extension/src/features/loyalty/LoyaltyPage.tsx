/** The points program and everything around it, a tab each; the address holds the tab. */
import { lazy, type ReactNode } from "react";
import { useIntl } from "react-intl";
import { useNavigate, useParams } from "react-router";

import { Page, Stack } from "@/ui/Page";
import { Tabs } from "@/ui/Tabs";

import { CouponsCard } from "./CouponsCard";
import { ProgramCard } from "./program/ProgramCard";
import { RulesCard } from "./rules/RulesCard";

const RewardsCard = lazy(() => import("./rewards/RewardsCard"));
const ActionRewardsCard = lazy(() => import("./actions/ActionRewardsCard"));
const TiersCard = lazy(() => import("./tiers/TiersCard"));
const ReferralsCard = lazy(() => import("./referrals/ReferralsCard"));
const BatchesCard = lazy(() => import("./batches/BatchesCard"));
const LedgerCard = lazy(() => import("./ledger/LedgerCard"));
const LiabilityCard = lazy(() => import("./liability/LiabilityCard"));
const ApprovalsCard = lazy(() => import("./approvals/ApprovalsCard"));

export default function LoyaltyPage(): ReactNode {
  const say = useIntl().formatMessage;
  const { tab } = useParams();
  const navigate = useNavigate();
  return (
    <Page title={say({ id: "nav.loyalty" })}>
      <Tabs
        chosen={tab}
        onChoose={(key) => void navigate(`/loyalty/${key}`, { replace: true })}
        label={say({ id: "nav.loyalty" })}
        tabs={[
          { key: "program", title: say({ id: "program.title" }), content: <ProgramCard /> },
          { key: "tiers", title: say({ id: "tiers.title" }), content: <TiersCard /> },
          {
            key: "rules",
            title: say({ id: "rules.title" }),
            content: (
              <Stack>
                <RulesCard />
                <ActionRewardsCard />
              </Stack>
            ),
          },
          {
            key: "rewards",
            asks: "crmRewards",
            title: say({ id: "rewards.title" }),
            content: <RewardsCard />,
          },
          {
            key: "coupons",
            asks: "crmCoupons",
            title: say({ id: "coupons.title" }),
            content: <CouponsCard />,
          },
          {
            key: "referrals",
            asks: "crmReferrals",
            title: say({ id: "referrals.title" }),
            content: <ReferralsCard />,
          },
          {
            key: "batches",
            asks: "crmPointsBatches",
            title: say({ id: "batches.title" }),
            content: <BatchesCard />,
          },
          {
            key: "ledger",
            asks: "crmLedger",
            title: say({ id: "ledger.title" }),
            content: <LedgerCard />,
          },
          {
            key: "liability",
            asks: "crmLiability",
            title: say({ id: "liability.title" }),
            content: <LiabilityCard />,
          },
          {
            key: "approvals",
            asks: "crmPointsRequests",
            title: say({ id: "approvals.title" }),
            content: <ApprovalsCard />,
          },
        ]}
      />
    </Page>
  );
}
