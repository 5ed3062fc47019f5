/** Whether the shopper takes part in each program and may spend, and the ways to change that. */
import { useState, type ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import type {
  CrmLoyaltyAccountStatus,
  CrmProgramPointsFieldsFragment,
} from "@/api/generated/graphql";
import type { Operation } from "@/api/generated/operations";
import { Card } from "@/ui/Card";
import { ChangeButton } from "@/ui/ChangeButton";
import { RowButtons } from "@/ui/RowButtons";

import styles from "../Cards.module.css";
import type { Profile } from "../ProfilePage";
import { ChangeAccount, type Step } from "./ChangeAccount";

export type Account = CrmProgramPointsFieldsFragment;

const STEPS: Readonly<Record<CrmLoyaltyAccountStatus, readonly Step[]>> = {
  ACTIVE: ["freeze", "close"],
  FROZEN: ["unfreeze", "close"],
  CLOSED: ["reopen"],
};

const DOES: Readonly<Record<Step, Operation>> = {
  freeze: "crmLoyaltyAccountFreeze",
  unfreeze: "crmLoyaltyAccountUnfreeze",
  close: "crmLoyaltyAccountClose",
  reopen: "crmLoyaltyAccountReopen",
};

export function AccountsCard({ profile }: { readonly profile: Profile }): ReactNode {
  const accounts = profile.pointsByProgram;
  if (accounts.length === 0) return null;
  return (
    <Card title={<FormattedMessage id="account.title" />}>
      <ul className={styles["lines"]}>
        {accounts.map((account) => (
          <li key={account.program} className={styles["row"]}>
            <Words account={account} />
            <Steps profile={profile} account={account} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Words({ account }: { readonly account: Account }): ReactNode {
  return (
    <div>
      <strong>{account.program}</strong>: <FormattedMessage id={`account.${account.status}`} />
      <p className={styles["quiet"]}>
        <FormattedMessage
          id="account.holds"
          values={{
            available: account.available,
            pending: account.pending,
            reserved: account.reserved,
            debt: account.debt,
          }}
        />
      </p>
    </div>
  );
}

interface StepsProps {
  readonly profile: Profile;
  readonly account: Account;
}

function Steps({ profile, account }: StepsProps): ReactNode {
  const [step, setStep] = useState<Step>();
  return (
    <RowButtons>
      {STEPS[account.status].map((one) => (
        <ChangeButton
          key={one}
          does={DOES[one]}
          size="small"
          variant="secondary"
          onClick={() => setStep(one)}
        >
          <FormattedMessage id={`account.${one}`} />
        </ChangeButton>
      ))}
      {step ? (
        <ChangeAccount
          profileId={profile.id}
          account={account}
          step={step}
          onClose={() => setStep(undefined)}
        />
      ) : null}
    </RowButtons>
  );
}
