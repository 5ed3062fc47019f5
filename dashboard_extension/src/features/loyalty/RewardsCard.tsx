/** What points can be turned into. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import {
  CrmRewardCreateDocument,
  CrmRewardsDocument,
  CrmRewardUpdateDocument,
  type CrmRewardFieldsFragment,
  type CrmRewardKind,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { Empty, Loaded } from "@/ui/States";
import { Switch } from "@/ui/Switch";
import { PagedTable } from "@/ui/PagedTable";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, Money } from "@/ui/values";

import { slugNew } from "./slug";

const ROWS = 20;
const KINDS: readonly CrmRewardKind[] = ["FIXED", "PERCENT", "FREE_SHIPPING", "GIFT_CARD"];

export function RewardsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [isNew, setNew] = useState(false);
  const pages = usePages();
  const answer = useAsk(CrmRewardsDocument, { first: ROWS, ...pages.after });
  const update = useChanged(CrmRewardUpdateDocument, "rewards.changed");
  return (
    <Card
      title={<FormattedMessage id="rewards.title" />}
      hint={<FormattedMessage id="rewards.hint" />}
      actions={
        <ChangeButton does="crmRewardCreate" onClick={() => setNew(true)}>
          <FormattedMessage id="rewards.new" />
        </ChangeButton>
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmRewards: page }) => (
          <PagedTable
            label={say({ id: "rewards.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="rewards.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              { key: "name", title: say({ id: "rules.name" }), cell: (row) => row.name },
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
            ]}
          />
        )}
      </Loaded>
      {isNew ? <NewReward onClose={() => setNew(false)} /> : null}
    </Card>
  );
}

function Worth({ reward }: { readonly reward: CrmRewardFieldsFragment }): ReactNode {
  const say = useIntl().formatMessage;
  if (reward.kind === "PERCENT") {
    return <FormattedNumber value={(reward.percent ?? 0) / 100} style="percent" />;
  }
  if (reward.kind === "FREE_SHIPPING") return say({ id: "rewards.FREE_SHIPPING" });
  return (
    <>
      {reward.values.map((value) => (
        <div key={`${value.channel ?? ""} ${value.currency}`}>
          {value.amount ? <Money value={value.amount} /> : "–"}
        </div>
      ))}
    </>
  );
}

function NewReward({ onClose }: { readonly onClose: () => void }): ReactNode {
  const say = useIntl().formatMessage;
  const [name, setName] = useState("");
  const [kind, setKind] = useState<CrmRewardKind>("FIXED");
  const [points, setPoints] = useState("");
  const [amount, setAmount] = useState("");
  const [currency, setCurrency] = useState("EUR");
  const [days, setDays] = useState("90");
  const create = useChanged(CrmRewardCreateDocument, "rewards.created");
  const hasAmount = kind === "FIXED" || kind === "GIFT_CARD";
  const submit = (): void =>
    create.run(
      {
        input: {
          slug: slugNew(name, "reward"),
          terms: {
            name: name.trim(),
            kind,
            points: Number(points),
            ...(kind === "PERCENT" ? { percent: Number(amount) } : {}),
            ...(days ? { validDays: Number(days) } : {}),
            values: [
              {
                currency: currency.trim().toUpperCase(),
                ...(hasAmount ? { amount: amount.replace(",", ".") } : {}),
              },
            ],
          },
        },
      },
      onClose,
    );
  return (
    <Dialog title={say({ id: "rewards.new" })} onClose={onClose}>
      <Form
        error={create.error}
        isPending={create.isPending}
        canSubmit={name.trim() !== "" && Number(points) > 0}
        onSubmit={submit}
        onCancel={onClose}
      >
        <Input
          label={say({ id: "rules.name" })}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Choice
          label={say({ id: "rewards.kind" })}
          value={kind}
          options={KINDS.map((one) => [one, say({ id: `rewards.${one}` })] as const)}
          onChange={(value) => setKind(value as CrmRewardKind)}
        />
        {kind === "FREE_SHIPPING" ? null : (
          <Input
            label={say({ id: kind === "PERCENT" ? "rewards.percent" : "rewards.amount" })}
            inputMode="decimal"
            value={amount}
            error={isRefused(create.error, "percent") || isRefused(create.error, "values")}
            onChange={(event) => setAmount(event.target.value)}
          />
        )}
        <Input
          label={say({ id: "rewards.currency" })}
          value={currency}
          maxLength={3}
          onChange={(event) => setCurrency(event.target.value)}
        />
        <Input
          label={say({ id: "rewards.cost" })}
          inputMode="numeric"
          value={points}
          error={isRefused(create.error, "points")}
          onChange={(event) => setPoints(event.target.value)}
        />
        <Input
          label={say({ id: "rewards.days" })}
          inputMode="numeric"
          value={days}
          error={isRefused(create.error, "validDays")}
          onChange={(event) => setDays(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
