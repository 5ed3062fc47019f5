/** Gives points to many customers or takes them, with a reason; above the limit of one person a second is asked. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";

import { useBulkJob } from "./useBulkJob";
import type { Wanted } from "./wanted";

interface Props {
  readonly wanted: Wanted;
  readonly onClose: () => void;
}

export function AdjustMany({ wanted, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  const number = Number(points);
  const isNumber = points.trim() !== "" && Number.isInteger(number) && number !== 0;
  const job = useBulkJob(wanted, { points: { points: number, reason: reason.trim() } }, onClose);
  return (
    <Dialog title={say({ id: "points.adjust" })} onClose={onClose}>
      <Form
        error={job.error}
        isPending={job.isPending}
        canSubmit={isNumber && reason.trim() !== ""}
        onSubmit={job.run}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id="bulk.adjustHow" values={{ count: wanted.count }} />
        </p>
        <Input
          label={say({ id: "points.howMany" })}
          value={points}
          error={isRefused(job.error, "points")}
          helperText={say({ id: "points.howManyHint" })}
          onChange={(event) => setPoints(event.target.value)}
        />
        <Input
          label={say({ id: "points.reason" })}
          value={reason}
          maxLength={200}
          error={isRefused(job.error, "reason")}
          onChange={(event) => setReason(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
