/** The shopper's tier in each program: how far the next one is, and how this one came about. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import {
  CrmProgramsDocument,
  CrmTierStandingsDocument,
  type CrmTierStandingFieldsFragment,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { TierHistory } from "@/features/loyalty/tiers/TierHistory";
import { TierProgress } from "@/features/loyalty/tiers/TierProgress";
import { Card } from "@/ui/Card";
import { Loaded } from "@/ui/States";

import styles from "./Cards.module.css";

export function TierCards({ profileId }: { readonly profileId: string }): ReactNode {
  const answer = useAsk(CrmTierStandingsDocument, { profileId });
  const programs = useAsk(CrmProgramsDocument).data?.crmPrograms ?? [];
  return (
    <Loaded answer={answer} rows={2}>
      {({ crmTierStandings }) =>
        (crmTierStandings ?? [])
          .filter((standing) => standing.tier ?? standing.nextTier)
          .map((standing) => (
            <TierCard
              key={standing.program}
              standing={standing}
              zone={programs.find((program) => program.slug === standing.program)?.timeZone}
            />
          ))
      }
    </Loaded>
  );
}

interface Props {
  readonly standing: CrmTierStandingFieldsFragment;
  readonly zone: string | undefined;
}

function TierCard({ standing, zone }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const { tier, history, program } = standing;
  return (
    <Card
      title={say(
        { id: "tiers.ofShopper" },
        { tier: tier?.name ?? say({ id: "tiers.noTier" }), program },
      )}
    >
      <div className={styles["stack"]}>
        <TierProgress standing={standing} zone={zone} />
        {history.length > 0 ? <TierHistory stays={history} program={program} zone={zone} /> : null}
      </div>
    </Card>
  );
}
