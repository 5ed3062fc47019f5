/** What shoppers get points for beside orders: registering, the newsletter, birthdays, and what apps tell. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmActionRewardsDocument, CrmActionRewardUpdateDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, LastDay } from "@/ui/values";

import { usePrograms } from "../rules/usePrograms";
import { ActionRewardForm, type ActionReward } from "./ActionRewardForm";

const ROWS = 20;

export default function ActionRewardsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [edited, setEdited] = useState<ActionReward | "new">();
  const pages = usePages();
  const { zoneOf } = usePrograms();
  const answer = useAsk(CrmActionRewardsDocument, { first: ROWS, ...pages.after });
  const update = useChanged(CrmActionRewardUpdateDocument, "actionRewards.changed");
  return (
    <Card
      title={<FormattedMessage id="actionRewards.title" />}
      hint={<FormattedMessage id="actionRewards.hint" />}
      actions={
        <ChangeButton does="crmActionRewardCreate" onClick={() => setEdited("new")}>
          <FormattedMessage id="actionRewards.new" />
        </ChangeButton>
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmActionRewards: page }) => (
          <PagedTable<ActionReward>
            label={say({ id: "actionRewards.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="actionRewards.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              { key: "name", title: say({ id: "rules.name" }), cell: (row) => row.name },
              {
                key: "kind",
                title: say({ id: "actionRewards.kind" }),
                cell: (row) => (
                  <>
                    {say({ id: `actionRewards.${row.kind}` })}
                    {row.kind === "EVENT" ? <div>{row.slug}</div> : null}
                  </>
                ),
              },
              {
                key: "points",
                title: say({ id: "points.title" }),
                isNumber: true,
                cell: (row) => <Points reward={row} />,
              },
              {
                key: "given",
                title: say({ id: "actionRewards.given" }),
                isNumber: true,
                cell: (row) => <Count value={row.usedPoints} />,
              },
              {
                key: "budget",
                title: say({ id: "rules.budgetLeft" }),
                isNumber: true,
                cell: (row) => (row.left == null ? "–" : <Count value={row.left} />),
              },
              {
                key: "until",
                title: say({ id: "rules.until" }),
                cell: (row) => <LastDay value={row.endsAt} zone={zoneOf(row.program)} />,
              },
              {
                key: "active",
                title: say({ id: "rules.active" }),
                cell: (row) => (
                  <Switch
                    does="crmActionRewardUpdate"
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
                    does="crmActionRewardUpdate"
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
        <ActionRewardForm
          {...(edited === "new" ? {} : { reward: edited })}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </Card>
  );
}

function Points({ reward }: { readonly reward: ActionReward }): ReactNode {
  return (
    <>
      <Count value={reward.points} />
      {reward.monthPointsMax == null ? null : (
        <div>
          <FormattedMessage
            id="actionRewards.monthShown"
            values={{ points: reward.monthPointsMax }}
          />
        </div>
      )}
    </>
  );
}
