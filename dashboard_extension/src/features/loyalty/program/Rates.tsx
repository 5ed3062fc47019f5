/** What points cost and bring, in money, for each channel and currency. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl, type IntlShape } from "react-intl";

import { CrmProgramReviseDocument } from "@/api/generated/graphql";
import { ChangeButton } from "@/ui/ChangeButton";
import { Confirm } from "@/ui/Confirm";
import { Stack } from "@/ui/Page";
import { RowButtons } from "@/ui/RowButtons";
import { Table, type Column } from "@/ui/Table";
import { useChanged } from "@/ui/useChanged";
import { Money } from "@/ui/values";

import { RateForm } from "./RateForm";
import { FLAGS, isSamePlace, rateGiven, revised, type Program, type Rate } from "./revision";

interface Props {
  readonly program: Program;
  readonly canChange: boolean;
}

export function Rates({ program, canChange }: Props): ReactNode {
  const [edited, setEdited] = useState<Rate | "new">();
  const { rates } = program.current;
  return (
    <Stack>
      {rates.length === 0 ? (
        <p>
          <FormattedMessage id="program.noRates" />
        </p>
      ) : (
        <RateTable
          rates={rates}
          {...(canChange
            ? { actions: (rate) => <Actions {...{ program, rate, setEdited }} /> }
            : {})}
        />
      )}
      {canChange ? (
        <div>
          <ChangeButton
            does="crmProgramRevise"
            variant="secondary"
            onClick={() => setEdited("new")}
          >
            <FormattedMessage id="program.newRate" />
          </ChangeButton>
        </div>
      ) : null}
      {edited ? (
        <RateForm
          program={program}
          {...(edited === "new" ? {} : { rate: edited })}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </Stack>
  );
}

interface ActionsProps {
  readonly program: Program;
  readonly rate: Rate;
  readonly setEdited: (rate: Rate) => void;
}

function Actions({ program, rate, setEdited }: ActionsProps): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const others = program.current.rates.filter((one) => !isSamePlace(one, rate));
  return (
    <RowButtons>
      <ChangeButton
        does="crmProgramRevise"
        size="small"
        variant="secondary"
        onClick={() => setEdited(rate)}
      >
        <FormattedMessage id="action.edit" />
      </ChangeButton>
      {others.length === 0 ? null : (
        <ChangeButton
          does="crmProgramRevise"
          size="small"
          variant="tertiary"
          onClick={() => setAsking(true)}
        >
          <FormattedMessage id="program.removeRate" />
        </ChangeButton>
      )}
      {isAsking ? (
        <RemoveRate {...{ program, rate, others }} onClose={() => setAsking(false)} />
      ) : null}
    </RowButtons>
  );
}

interface RemoveProps {
  readonly program: Program;
  readonly rate: Rate;
  readonly others: readonly Rate[];
  readonly onClose: () => void;
}

function RemoveRate({ program, rate, others, onClose }: RemoveProps): ReactNode {
  const say = useIntl().formatMessage;
  const revise = useChanged(CrmProgramReviseDocument, "program.revised");
  return (
    <Confirm
      word="program.removeRate"
      error={revise.error}
      isPending={revise.isPending}
      onConfirm={() => revise.run({ input: revised(program, others.map(rateGiven)) }, onClose)}
      onClose={onClose}
    >
      <p>
        <FormattedMessage id="program.removeRateHow" values={{ rate: placeOf(rate, say) }} />
      </p>
    </Confirm>
  );
}

/** Returns where a rate holds, in words. */
function placeOf(rate: Rate, say: IntlShape["formatMessage"]): string {
  const channel = rate.channel ?? say({ id: "overview.everyChannel" });
  return `${channel} · ${rate.currency ?? say({ id: "program.anyCurrency" })}`;
}

interface TableProps {
  readonly rates: readonly Rate[];
  readonly actions?: (rate: Rate) => ReactNode;
}

export function RateTable({ rates, actions }: TableProps): ReactNode {
  const say = useIntl().formatMessage;
  const columns: readonly Column<Rate>[] = [
    {
      key: "where",
      title: say({ id: "overview.scope" }),
      cell: (rate) => placeOf(rate, say),
    },
    {
      key: "earn",
      title: say({ id: "program.earn" }),
      cell: (rate) =>
        rate.amounts.length === 0 ? (
          <FormattedMessage
            id="program.earnMinor"
            values={{ points: rate.earnPoints, minor: rate.earnPerMinor }}
          />
        ) : (
          rate.amounts.map(({ spend }) => (
            <div key={spend.currency}>
              <FormattedMessage
                id="program.earnEach"
                values={{ points: rate.earnPoints, spend: <Money value={spend} /> }}
              />
            </div>
          ))
        ),
    },
    {
      key: "redeem",
      title: say({ id: "program.redeem" }),
      cell: (rate) =>
        rate.amounts.length === 0 ? (
          <FormattedMessage
            id="program.redeemMinor"
            values={{ points: rate.redeemPoints, minor: rate.redeemMinor }}
          />
        ) : (
          rate.amounts.map(({ worth }) => (
            <div key={worth.currency}>
              <FormattedMessage
                id="program.redeemEach"
                values={{ points: rate.redeemPoints, worth: <Money value={worth} /> }}
              />
            </div>
          ))
        ),
    },
    {
      key: "limits",
      title: say({ id: "program.limits" }),
      cell: (rate) => (
        <FormattedMessage
          id="program.limitsShown"
          values={{
            min: rate.redeemPointsMin,
            block: rate.redeemPointsBlock,
            percent: rate.redeemPercentMax,
          }}
        />
      ),
    },
    {
      key: "counts",
      title: say({ id: "program.counts" }),
      cell: (rate) => <Counts rate={rate} />,
    },
  ];
  const buttons: Column<Rate> = {
    key: "buttons",
    title: say({ id: "action.edit" }),
    isTitleHidden: true,
    cell: (rate) => actions?.(rate),
  };
  return (
    <Table
      label={say({ id: "program.rates" })}
      rows={rates}
      rowKey={(rate) => `${rate.channel ?? ""} ${rate.currency ?? ""}`}
      columns={actions ? [...columns, buttons] : columns}
    />
  );
}

function Counts({ rate }: { readonly rate: Rate }): ReactNode {
  const isOn = FLAGS.filter(([name]) => rate[name]);
  if (isOn.length === 0) return <FormattedMessage id="program.countsGoods" />;
  return isOn.map(([name, word]) => (
    <div key={name}>
      <FormattedMessage id={word} />
    </div>
  ));
}
