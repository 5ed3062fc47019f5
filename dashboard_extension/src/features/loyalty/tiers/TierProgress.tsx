/** How far a shopper is on the way to the next tier: "320 points to Gold by 31 December". */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmTierStandingFieldsFragment } from "@/api/generated/graphql";
import { LastDay, Measure } from "@/ui/values";

import styles from "./TierProgress.module.css";

interface Props {
  readonly standing: CrmTierStandingFieldsFragment;
  readonly zone?: string | undefined;
}

export function TierProgress({ standing, zone }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const { metric, missing, nextTier, deadlineAt } = standing;
  return (
    <div className={styles["progress"]}>
      <Measure count={metric} amount={standing.metricAmount} />
      {nextTier && missing != null ? (
        <>
          <progress
            max={metric + missing}
            value={metric}
            aria-label={say({ id: "tiers.progress" })}
          />
          <span className={styles["missing"]}>
            <FormattedMessage
              id="tiers.missing"
              values={{
                tier: nextTier.name,
                missing: <Measure count={missing} amount={standing.missingAmount} />,
              }}
            />{" "}
            {deadlineAt ? (
              <FormattedMessage
                id="tiers.deadline"
                values={{ day: <LastDay value={deadlineAt} zone={zone} /> }}
              />
            ) : null}
          </span>
        </>
      ) : (
        <span className={styles["missing"]}>
          <FormattedMessage id="tiers.top" />
        </span>
      )}
    </div>
  );
}
