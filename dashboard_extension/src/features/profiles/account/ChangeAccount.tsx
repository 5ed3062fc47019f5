/** Freezes, closes or opens an account again, with a reason; what happens to points, carts and coupons is said first. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmCouponsDocument,
  CrmLoyaltyAccountCloseDocument,
  CrmLoyaltyAccountFreezeDocument,
  CrmLoyaltyAccountReopenDocument,
  CrmLoyaltyAccountUnfreezeDocument,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Confirm } from "@/ui/Confirm";
import { refusalOf } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { useChanged } from "@/ui/useChanged";

import type { Account } from "./AccountsCard";

export type Step = "freeze" | "unfreeze" | "close" | "reopen";
const REASON_LENGTH_MAX = 200;

interface Props {
  readonly profileId: string;
  readonly account: Account;
  readonly step: Step;
  readonly onClose: () => void;
}

export function ChangeAccount({ profileId, account, step, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [reason, setReason] = useState("");
  const changes = {
    // Who never had an account there has nothing to freeze.
    freeze: useChanged(CrmLoyaltyAccountFreezeDocument, ({ crmLoyaltyAccountFreeze: done }) =>
      done.account?.status === "FROZEN" ? "account.frozen" : "account.notFrozen",
    ),
    unfreeze: useChanged(CrmLoyaltyAccountUnfreezeDocument, "account.unfrozen"),
    close: useChanged(CrmLoyaltyAccountCloseDocument, "account.closed"),
    reopen: useChanged(CrmLoyaltyAccountReopenDocument, "account.reopened"),
  };
  const change = changes[step];
  const { program } = account;
  return (
    <Confirm
      word={`account.${step}`}
      error={change.error}
      isPending={change.isPending}
      canConfirm={reason.trim() !== ""}
      isDestructive={step === "freeze" || step === "close"}
      onConfirm={() =>
        change.run({ input: { profileId, program, reason: reason.trim() } }, onClose)
      }
      onClose={onClose}
    >
      <What account={account} step={step} />
      {step === "freeze" || step === "close" ? <Coupons profileId={profileId} /> : null}
      <Input
        label={say({ id: "points.reason" })}
        value={reason}
        maxLength={REASON_LENGTH_MAX}
        problem={refusalOf(change.error, "reason")}
        helperText={say({ id: "account.reasonHint" })}
        onChange={(event) => setReason(event.target.value)}
      />
    </Confirm>
  );
}

function What({ account, step }: Pick<Props, "account" | "step">): ReactNode {
  const { program, status, available, pending, reserved, debt } = account;
  return (
    <>
      <p>
        <strong>{program}</strong>: <FormattedMessage id={`account.${status}`} />
      </p>
      <p>
        <FormattedMessage id={`account.${step}How`} values={{ available, pending, debt }} />
      </p>
      {reserved > 0 && (step === "freeze" || step === "close") ? (
        <p>
          <FormattedMessage id={`account.${step}Held`} values={{ reserved }} />
        </p>
      ) : null}
    </>
  );
}

/** Codes that were issued stay good, whatever becomes of the account. */
function Coupons({ profileId }: { readonly profileId: string }): ReactNode {
  const answer = useAsk(CrmCouponsDocument, { profileId, states: ["ACTIVE"], first: 1 });
  const count = answer.data?.crmCoupons.totalCount;
  return (
    <p>
      {count == null ? (
        <FormattedMessage id="account.couponsStay" />
      ) : (
        <FormattedMessage id="account.couponsCount" values={{ count }} />
      )}
    </p>
  );
}
