/** What points can be turned into, for whom, and how many are left. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmRewardsDocument, CrmRewardUpdateDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count } from "@/ui/values";

import { RewardForm } from "./RewardForm";
import styles from "./Rewards.module.css";
import { Life, Whom, Worth } from "./RewardWords";
import type { Reward } from "./terms";

const ROWS = 20;

export default function RewardsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [edited, setEdited] = useState<Reward | "new">();
  const pages = usePages();
  const answer = useAsk(CrmRewardsDocument, { first: ROWS, ...pages.after });
  const update = useChanged(CrmRewardUpdateDocument, "rewards.changed");
  return (
    <Card
      title={<FormattedMessage id="rewards.title" />}
      hint={<FormattedMessage id="rewards.hint" />}
      actions={
        <ChangeButton does="crmRewardCreate" onClick={() => setEdited("new")}>
          <FormattedMessage id="rewards.new" />
        </ChangeButton>
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmRewards: page }) => (
          <PagedTable<Reward>
            label={say({ id: "rewards.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="rewards.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "name",
                title: say({ id: "rules.name" }),
                cell: (row) => (
                  <>
                    {row.name}
                    {row.isAutomatic ? (
                      <div className={styles["more"]}>
                        <FormattedMessage id="rewards.isAutomatic" />
                      </div>
                    ) : null}
                  </>
                ),
              },
              {
                key: "worth",
                title: say({ id: "rewards.worth" }),
                cell: (row) => <Worth reward={row} />,
              },
              {
                key: "points",
                title: say({ id: "points.title" }),
                isNumber: true,
                cell: (row) => <Count value={row.points} />,
              },
              {
                key: "whom",
                title: say({ id: "rules.whom" }),
                cell: (row) => <Whom reward={row} />,
              },
              {
                key: "life",
                title: say({ id: "rewards.valid" }),
                cell: (row) => <Life reward={row} />,
              },
              {
                key: "issued",
                title: say({ id: "rewards.issued" }),
                isNumber: true,
                cell: (row) => <Count value={row.issuedCount} />,
              },
              {
                key: "left",
                title: say({ id: "rewards.left" }),
                isNumber: true,
                cell: (row) => (row.left == null ? "–" : <Count value={row.left} />),
              },
              {
                key: "active",
                title: say({ id: "rules.active" }),
                cell: (row) => (
                  <Switch
                    does="crmRewardUpdate"
                    label={row.name}
                    isOn={row.isActive}
                    isPending={update.isPending}
                    onChange={(isActive) => update.run({ input: { id: row.id, isActive } })}
                  />
                ),
              },
              {
                key: "edit",
                title: say({ id: "action.edit" }),
                isTitleHidden: true,
                cell: (row) => (
                  <ChangeButton
                    does="crmRewardUpdate"
                    size="small"
                    variant="secondary"
                    onClick={() => setEdited(row)}
                  >
                    <FormattedMessage id="action.edit" />
                  </ChangeButton>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {edited ? (
        <RewardForm
          {...(edited === "new" ? {} : { reward: edited })}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </Card>
  );
}
