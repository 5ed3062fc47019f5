/** What orders earn beyond the program's rate: rules and campaigns, with their budgets. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import {
  CrmEarningRuleCreateDocument,
  CrmEarningRulesDocument,
  CrmEarningRuleUpdateDocument,
  type CrmEarningEffect,
  type CrmEarningRuleFieldsFragment,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { Pager, Table } from "@/ui/Table";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, Day } from "@/ui/values";

import { slugNew } from "./slug";

const ROWS = 20;
const EFFECTS: readonly CrmEarningEffect[] = ["MULTIPLY", "FIXED", "PER_UNIT"];

export function RulesCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [isNew, setNew] = useState(false);
  const { cursors, onCursors, after } = usePages();
  const answer = useAsk(CrmEarningRulesDocument, { first: ROWS, ...after });
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
        {({ crmEarningRules: page }) =>
          page.edges.length === 0 ? (
            <Empty title={<FormattedMessage id="rules.none" />} />
          ) : (
            <>
              <Table<CrmEarningRuleFieldsFragment>
                label={say({ id: "rules.title" })}
                rows={page.edges.map((edge) => edge.node)}
                rowKey={(row) => row.id}
                columns={[
                  { key: "name", title: say({ id: "rules.name" }), cell: (row) => row.name },
                  {
                    key: "effect",
                    title: say({ id: "rules.effect" }),
                    cell: (row) => <Effect rule={row} />,
                  },
                  {
                    key: "until",
                    title: say({ id: "rules.until" }),
                    cell: (row) => <Day value={row.endsAt} />,
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
              <Pager
                pageInfo={page.pageInfo}
                totalCount={page.totalCount}
                cursors={cursors}
                onCursors={onCursors}
              />
            </>
          )
        }
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

function NewRule({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useIntl().formatMessage;
  const [name, setName] = useState("");
  const [effect, setEffect] = useState<CrmEarningEffect>("MULTIPLY");
  const [amount, setAmount] = useState("");
  const [budget, setBudget] = useState("");
  const create = useChanged(CrmEarningRuleCreateDocument, "rules.created");
  const isFactor = effect === "MULTIPLY";
  const number = Number(amount.replace(",", "."));
  const submit = (): void =>
    create.run(
      {
        input: {
          slug: slugNew(name, "rule"),
          terms: {
            name: name.trim(),
            effect,
            ...(isFactor ? { factor: String(number) } : { points: number }),
            ...(budget ? { budgetPoints: Number(budget) } : {}),
          },
        },
      },
      onClose,
    );
  return (
    <Dialog title={say({ id: "rules.new" })} onClose={onClose}>
      <Form
        error={create.error}
        isPending={create.isPending}
        canSubmit={name.trim() !== "" && number > 0}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Input
          label={say({ id: "rules.name" })}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Choice
          label={say({ id: "rules.effect" })}
          value={effect}
          options={EFFECTS.map((one) => [one, say({ id: `rules.${one}` })] as const)}
          onChange={(value) => setEffect(value as CrmEarningEffect)}
        />
        <Input
          label={say({ id: isFactor ? "rules.factor" : "points.howMany" })}
          inputMode="decimal"
          value={amount}
          error={isRefused(create.error, "factor") || isRefused(create.error, "points")}
          onChange={(event) => setAmount(event.target.value)}
        />
        <Input
          label={say({ id: "rules.budget" })}
          inputMode="numeric"
          value={budget}
          error={isRefused(create.error, "budgetPoints")}
          onChange={(event) => setBudget(event.target.value)}
        />
        <p>
          <FormattedMessage id="rules.offFirst" />
        </p>
      </Form>
    </Dialog>
  );
}
