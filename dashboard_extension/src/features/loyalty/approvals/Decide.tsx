/** A second person's decision about one adjustment. */
import type { ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import { CrmPointsRequestDecideDocument } from "@/api/generated/graphql";
import { useChanged } from "@/ui/useChanged";
import { nameOf } from "@/ui/values";

import { Decision } from "../Decision";
import type { Request } from "./ApprovalsCard";

export function Decide({ request }: { readonly request: Request }): ReactNode {
  const decide = useChanged(CrmPointsRequestDecideDocument, ({ crmPointsRequestDecide }) =>
    crmPointsRequestDecide.request?.state === "REJECTED"
      ? "approvals.refused"
      : "approvals.approved",
  );
  return (
    <Decision
      does="crmPointsRequestDecide"
      error={decide.error}
      isPending={decide.isPending}
      how={(isApproved) => (
        <>
          {request.profile ? `${nameOf(request.profile)}: ` : null}
          {isApproved ? (
            <FormattedMessage id="approvals.approveHow" values={{ points: request.points }} />
          ) : (
            <FormattedMessage id="approvals.refuseHow" />
          )}
        </>
      )}
      onDecide={(decision, onDone) =>
        decide.run({ input: { id: request.id, ...decision } }, onDone)
      }
    />
  );
}
