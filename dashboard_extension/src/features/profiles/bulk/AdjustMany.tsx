/** Gives points to many customers or takes them, with a reason; above the limit of one person a second is asked. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { ask } from "@/api/client";
import { CrmProfilesAdjustDocument, type CrmProfilesAdjustMutation } from "@/api/generated/graphql";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { notify } from "@/ui/Notices";

import { BulkProgress } from "./BulkProgress";
import { useBulk } from "./useBulk";
import type { Wanted } from "./wanted";

type Part = CrmProfilesAdjustMutation["crmProfilesAdjust"];

interface Props {
  readonly wanted: Wanted;
  readonly onClose: () => void;
}

function sums(parts: readonly Part[]): { done: number; requested: number; refused: number } {
  return {
    done: parts.reduce((sum, part) => sum + part.doneCount, 0),
    requested: parts.reduce((sum, part) => sum + part.requestedCount, 0),
    refused: parts.reduce((sum, part) => sum + part.refusedCount, 0),
  };
}

export function AdjustMany({ wanted, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  // One key for one opening of the dialog: nobody gets the points twice.
  const [key] = useState(() => crypto.randomUUID());
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  const { count, ...whom } = wanted;
  const number = Number(points);
  const isNumber = points.trim() !== "" && Number.isInteger(number) && number !== 0;
  const bulk = useBulk<Part>(
    async (after) => {
      const input = { ...whom, after, points: number, key, reason: reason.trim() };
      return (await ask(CrmProfilesAdjustDocument, { input })).crmProfilesAdjust;
    },
    (parts) => {
      notify({ status: "success", title: say({ id: "bulk.doneAdjust" }, sums(parts)) });
      onClose();
    },
  );
  const hasBegun = bulk.parts.length > 0;
  const { done, requested, refused } = sums(bulk.parts);
  return (
    <Dialog title={say({ id: "points.adjust" })} onClose={onClose}>
      <Form
        error={bulk.error}
        isPending={bulk.isPending}
        canSubmit={isNumber && reason.trim() !== ""}
        submitWord={hasBegun ? "bulk.goOn" : "action.save"}
        onSubmit={bulk.run}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id="bulk.adjustHow" values={{ count }} />
        </p>
        <Input
          label={say({ id: "points.howMany" })}
          value={points}
          disabled={hasBegun}
          error={isRefused(bulk.error, "points")}
          helperText={say({ id: "points.howManyHint" })}
          onChange={(event) => setPoints(event.target.value)}
        />
        <Input
          label={say({ id: "points.reason" })}
          value={reason}
          maxLength={200}
          disabled={hasBegun}
          error={isRefused(bulk.error, "reason")}
          onChange={(event) => setReason(event.target.value)}
        />
        {bulk.isPending || hasBegun ? (
          <BulkProgress done={done + requested + refused} count={count} />
        ) : null}
      </Form>
    </Dialog>
  );
}
