/** What orders earn beyond the program's rate: rules and campaigns, with their budgets. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmEarningRulesDocument, CrmEarningRuleUpdateDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { PagedTable } from "@/ui/PagedTable";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, LastDay, ZonedDay } from "@/ui/values";

import { RuleForm } from "./RuleForm";
import { Conditions, Effect } from "./RuleWords";
import type { Rule } from "./terms";
import { usePrograms } from "./usePrograms";
import { useProductTitles } from "./useTitles";

const ROWS = 20;

export function RulesCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [edited, setEdited] = useState<Rule | "new">();
  const pages = usePages();
  const { zoneOf } = usePrograms();
  const answer = useAsk(CrmEarningRulesDocument, { first: ROWS, ...pages.after });
  const update = useChanged(CrmEarningRuleUpdateDocument, "rules.changed");
  const productTitle = useProductTitles(
    (answer.data?.crmEarningRules.edges ?? []).map(({ node }) => node),
  );
  return (
    <Card
      title={<FormattedMessage id="rules.title" />}
      hint={<FormattedMessage id="rules.hint" />}
      actions={
        <ChangeButton does="crmEarningRuleCreate" onClick={() => setEdited("new")}>
          <FormattedMessage id="rules.new" />
        </ChangeButton>
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmEarningRules: page }) => (
          <PagedTable<Rule>
            label={say({ id: "rules.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="rules.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "name",
                title: say({ id: "rules.name" }),
                cell: (row) => (
                  <>
                    {row.name}
                    <Conditions rule={row} productTitle={productTitle} />
                  </>
                ),
              },
              {
                key: "effect",
                title: say({ id: "rules.effect" }),
                cell: (row) => <Effect rule={row} />,
              },
              {
                key: "from",
                title: say({ id: "rules.from" }),
                cell: (row) => <ZonedDay value={row.startsAt} zone={zoneOf(row.program)} />,
              },
              {
                key: "until",
                title: say({ id: "rules.until" }),
                cell: (row) => <LastDay value={row.endsAt} zone={zoneOf(row.program)} />,
              },
              {
                key: "budget",
                title: say({ id: "rules.budgetLeft" }),
                isNumber: true,
                cell: (row) => (row.left == null ? "–" : <Count value={row.left} />),
              },
              {
                key: "active",
                title: say({ id: "rules.active" }),
                cell: (row) => (
                  <Switch
                    does="crmEarningRuleUpdate"
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
                    does="crmEarningRuleUpdate"
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
        <RuleForm
          {...(edited === "new" ? {} : { rule: edited })}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </Card>
  );
}
