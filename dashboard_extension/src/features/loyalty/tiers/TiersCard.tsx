/** The tiers of each program: what reaches them and what they bring, how they are counted, and who is in them. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, FormattedNumber, useIntl } from "react-intl";

import {
  CrmProgramsDocument,
  CrmTiersDocument,
  CrmTiersUpdateDocument,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useMay } from "@/api/useMay";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { Confirm } from "@/ui/Confirm";
import { Stack } from "@/ui/Page";
import { RowButtons } from "@/ui/RowButtons";
import { Empty, Loaded } from "@/ui/States";
import { Table } from "@/ui/Table";
import { useChanged } from "@/ui/useChanged";
import { Day, Measure } from "@/ui/values";

import { TierForm } from "./TierForm";
import { TierMembers } from "./TierMembers";
import { ChangePolicies, TierPolicies } from "./TierPolicies";
import {
  policiesNew,
  policiesOf,
  tierGiven,
  type Policies,
  type Tier,
  type TierProgram,
} from "./tiers";

export default function TiersCard(): ReactNode {
  const programs = useAsk(CrmProgramsDocument);
  const tiers = useAsk(CrmTiersDocument);
  return (
    <Loaded answer={programs}>
      {({ crmPrograms }) => (
        <Loaded answer={tiers}>
          {({ crmTiers }) =>
            crmPrograms.length === 0 ? (
              <Empty title={<FormattedMessage id="program.none" />} />
            ) : (
              <Stack>
                {crmPrograms.map((program) => (
                  <ProgramTiers
                    key={program.slug}
                    program={program.slug}
                    zone={program.timeZone}
                    tiers={crmTiers.find((one) => one.program === program.slug)}
                  />
                ))}
              </Stack>
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}

interface ProgramTiersProps {
  readonly program: string;
  readonly zone: string;
  readonly tiers: TierProgram | undefined;
}

function ProgramTiers({ program, zone, tiers }: ProgramTiersProps): ReactNode {
  const say = useIntl().formatMessage;
  const may = useMay();
  const [edited, setEdited] = useState<Tier | "new">();
  const policies = tiers ? policiesOf(tiers) : policiesNew(program);
  const known = tiers?.tiers ?? [];
  return (
    <>
      <Card
        title={`${say({ id: "tiers.title" })}: ${program}`}
        hint={<FormattedMessage id="tiers.hint" />}
        actions={
          <ChangeButton does="crmTiersUpdate" onClick={() => setEdited("new")}>
            <FormattedMessage id="tiers.add" />
          </ChangeButton>
        }
        isFlush
      >
        {known.length === 0 ? (
          <Empty title={<FormattedMessage id="tiers.noTiers" />}>
            <FormattedMessage id="tiers.noTiersHow" />
          </Empty>
        ) : (
          <TierList tiers={known} onEdit={setEdited} policies={policies} />
        )}
        {edited ? (
          <TierForm
            tiers={known}
            policies={policies}
            {...(edited === "new" ? {} : { tier: edited })}
            onClose={() => setEdited(undefined)}
          />
        ) : null}
      </Card>
      {tiers && known.length > 0 ? (
        <>
          <Card
            title={<FormattedMessage id="tiers.policy" />}
            hint={
              <FormattedMessage
                id="tiers.revision"
                values={{ number: tiers.revision, day: <Day value={tiers.validFrom} /> }}
              />
            }
            actions={<ChangePolicies tiers={tiers} />}
          >
            <TierPolicies tiers={tiers} />
          </Card>
          {may("crmTierMembers") ? (
            <TierMembers program={program} zone={zone} tiers={known} />
          ) : null}
        </>
      ) : null}
    </>
  );
}

interface TierListProps {
  readonly tiers: readonly Tier[];
  readonly policies: Policies;
  readonly onEdit: (tier: Tier) => void;
}

function TierList({ tiers, policies, onEdit }: TierListProps): ReactNode {
  const say = useIntl().formatMessage;
  const [ended, setEnded] = useState<Tier>();
  return (
    <>
      <Table
        label={say({ id: "tiers.title" })}
        rows={tiers}
        rowKey={(tier) => tier.slug}
        columns={[
          { key: "name", title: say({ id: "tiers.tier" }), cell: (tier) => tier.name },
          {
            key: "threshold",
            title: say({ id: "tiers.thresholdShort" }),
            isNumber: true,
            cell: (tier) => <Measure count={tier.threshold} amount={tier.amount} />,
          },
          {
            key: "earns",
            title: say({ id: "tiers.earns" }),
            isNumber: true,
            cell: (tier) => (
              <>
                × <FormattedNumber value={tier.earnPercent / 100} />
              </>
            ),
          },
          {
            key: "benefits",
            title: say({ id: "tiers.benefitsShort" }),
            cell: (tier) => tier.benefits || "–",
          },
          {
            key: "edit",
            title: say({ id: "action.edit" }),
            isTitleHidden: true,
            cell: (tier) => (
              <RowButtons>
                <ChangeButton
                  does="crmTiersUpdate"
                  size="small"
                  variant="secondary"
                  onClick={() => onEdit(tier)}
                >
                  <FormattedMessage id="action.edit" />
                </ChangeButton>
                <ChangeButton
                  does="crmTiersUpdate"
                  size="small"
                  variant="tertiary"
                  onClick={() => setEnded(tier)}
                >
                  <FormattedMessage id="tiers.end" />
                </ChangeButton>
              </RowButtons>
            ),
          },
        ]}
      />
      {ended ? (
        <EndTier
          tier={ended}
          tiers={tiers}
          policies={policies}
          onClose={() => setEnded(undefined)}
        />
      ) : null}
    </>
  );
}

interface EndProps {
  readonly tier: Tier;
  readonly tiers: readonly Tier[];
  readonly policies: Policies;
  readonly onClose: () => void;
}

function EndTier({ tier, tiers, policies, onClose }: EndProps): ReactNode {
  const update = useChanged(CrmTiersUpdateDocument, "tiers.changed");
  const left = tiers.filter((one) => one.slug !== tier.slug).map((one) => tierGiven(one, policies));
  return (
    <Confirm
      word="tiers.end"
      error={update.error}
      isPending={update.isPending}
      onConfirm={() => update.run({ input: { ...policies, tiers: left } }, onClose)}
      onClose={onClose}
    >
      <p>
        <FormattedMessage id="tiers.endHow" values={{ tier: tier.name }} />
      </p>
    </Confirm>
  );
}
