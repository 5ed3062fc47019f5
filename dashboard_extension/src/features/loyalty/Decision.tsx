/** Approves or refuses what waits; a dialog says what will happen before it does. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { Operation } from "@/api/generated/operations";
import { ChangeButton } from "@/ui/ChangeButton";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { RowButtons } from "@/ui/RowButtons";

export interface DecisionGiven {
  readonly isApproved: boolean;
  readonly reason: string;
}

interface Props {
  readonly does: Operation;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isReasonNeeded?: boolean;
  /** What an approval or a refusal will do. */
  readonly how: (isApproved: boolean) => ReactNode;
  readonly onDecide: (decision: DecisionGiven, onDone: () => void) => void;
}

export function Decision(props: Props): ReactNode {
  const [isApproved, setApproved] = useState<boolean>();
  return (
    <>
      <RowButtons>
        <ChangeButton does={props.does} size="small" onClick={() => setApproved(true)}>
          <FormattedMessage id="approvals.approve" />
        </ChangeButton>
        <ChangeButton
          does={props.does}
          size="small"
          variant="secondary"
          onClick={() => setApproved(false)}
        >
          <FormattedMessage id="approvals.refuse" />
        </ChangeButton>
      </RowButtons>
      {isApproved === undefined ? null : (
        <DecisionForm {...props} isApproved={isApproved} onClose={() => setApproved(undefined)} />
      )}
    </>
  );
}

interface FormProps extends Props {
  readonly isApproved: boolean;
  readonly onClose: () => void;
}

function DecisionForm({
  error,
  isPending,
  isReasonNeeded = false,
  how,
  onDecide,
  isApproved,
  onClose,
}: FormProps): ReactNode {
  const say = useIntl().formatMessage;
  const [reason, setReason] = useState("");
  const word = isApproved ? "approvals.approve" : "approvals.refuse";
  return (
    <Dialog title={say({ id: word })} onClose={onClose}>
      <Form
        error={error}
        isPending={isPending}
        canSubmit={!isReasonNeeded || reason.trim() !== ""}
        submitWord={word}
        onSubmit={() => onDecide({ isApproved, reason: reason.trim() }, onClose)}
        onCancel={onClose}
      >
        <p>{how(isApproved)}</p>
        <Input
          label={say({ id: isReasonNeeded ? "referrals.reasonNeeded" : "approvals.reason" })}
          value={reason}
          maxLength={200}
          error={isRefused(error, "reason")}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
