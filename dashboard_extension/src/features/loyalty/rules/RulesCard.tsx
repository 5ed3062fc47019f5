/** What orders earn beyond the program's rate: rules and campaigns, with their budgets. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import {
  CrmEarningRulesDocument,
  CrmEarningRuleUpdateDocument,
  type CrmEarningRuleFieldsFragment,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { PagedTable } from "@/ui/PagedTable";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, LastDay, ZonedDay } from "@/ui/values";

import { NewRule } from "./NewRule";
import { usePrograms } from "./usePrograms";

const ROWS = 20;

export function RulesCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [isNew, setNew] = useState(false);
  const pages = usePages();
  const { zoneOf } = usePrograms();
  const answer = useAsk(CrmEarningRulesDocument, { first: ROWS, ...pages.after });
  const update = useChanged(CrmEarningRuleUpdateDocument, "rules.changed");
  return (
    <Card
      title={<FormattedMessage id="rules.title" />}
      hint={<FormattedMessage id="rules.hint" />}
      actions={
        <Button onClick={() => setNew(true)}>
          <FormattedMessage id="rules.new" />
        </Button>
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmEarningRules: page }) => (
          <PagedTable<CrmEarningRuleFieldsFragment>
            label={say({ id: "rules.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="rules.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              { key: "name", title: say({ id: "rules.name" }), cell: (row) => row.name },
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
                    label={row.name}
                    isOn={row.isActive}
                    isPending={update.isPending}
                    onChange={(isActive) => update.run({ input: { id: row.id, isActive } })}
                  />
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {isNew ? <NewRule onClose={() => setNew(false)} /> : null}
    </Card>
  );
}

function Effect({ rule }: { readonly rule: CrmEarningRuleFieldsFragment }): ReactNode {
  if (rule.effect === "MULTIPLY") {
    return (
      <>
        × <FormattedNumber value={rule.factor ?? 1} maximumFractionDigits={3} />
      </>
    );
  }
  const id = rule.effect === "FIXED" ? "rules.fixed" : "rules.perUnit";
  return <FormattedMessage id={id} values={{ points: rule.points ?? 0 }} />;
}
