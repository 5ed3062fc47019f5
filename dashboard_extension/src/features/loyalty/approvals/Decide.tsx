/** Approves or refuses one request; a dialog says what will happen before it does. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmPointsRequestDecideDocument } from "@/api/generated/graphql";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { RowButtons } from "@/ui/RowButtons";
import { useChanged } from "@/ui/useChanged";
import { nameOf } from "@/ui/values";

import type { Request } from "./ApprovalsCard";

export function Decide({ request }: { readonly request: Request }): ReactNode {
  const [isApproved, setApproved] = useState<boolean>();
  return (
    <>
      <RowButtons>
        <Button size="small" onClick={() => setApproved(true)}>
          <FormattedMessage id="approvals.approve" />
        </Button>
        <Button size="small" variant="secondary" onClick={() => setApproved(false)}>
          <FormattedMessage id="approvals.refuse" />
        </Button>
      </RowButtons>
      {isApproved === undefined ? null : (
        <DecideForm
          request={request}
          isApproved={isApproved}
          onClose={() => setApproved(undefined)}
        />
      )}
    </>
  );
}

interface FormProps {
  readonly request: Request;
  readonly isApproved: boolean;
  readonly onClose: () => void;
}

function DecideForm({ request, isApproved, onClose }: FormProps): ReactNode {
  const say = useIntl().formatMessage;
  const [reason, setReason] = useState("");
  const word = isApproved ? "approvals.approve" : "approvals.refuse";
  const decide = useChanged(
    CrmPointsRequestDecideDocument,
    isApproved ? "approvals.approved" : "approvals.refused",
  );
  return (
    <Dialog title={say({ id: word })} onClose={onClose}>
      <Form
        error={decide.error}
        isPending={decide.isPending}
        submitWord={word}
        onSubmit={() =>
          decide.run({ input: { id: request.id, isApproved, reason: reason.trim() } }, onClose)
        }
        onCancel={onClose}
      >
        <p>
          {request.profile ? `${nameOf(request.profile)}: ` : null}
          {isApproved ? (
            <FormattedMessage id="approvals.approveHow" values={{ points: request.points }} />
          ) : (
            <FormattedMessage id="approvals.refuseHow" />
          )}
        </p>
        <Input
          label={say({ id: "approvals.reason" })}
          value={reason}
          maxLength={200}
          error={isRefused(decide.error, "reason")}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
