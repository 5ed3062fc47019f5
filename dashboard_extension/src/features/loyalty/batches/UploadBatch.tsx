/** Reads a file of points; nothing is given yet. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmPointsBatchCreateDocument, type CrmPointsBatchKind } from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import { contentOf } from "@/features/ingest/content";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { wholeOf } from "@/ui/typed";

const KINDS: readonly CrmPointsBatchKind[] = ["GRANT", "OPENING"];

interface Props {
  readonly onClose: () => void;
  readonly onCreated: (id: string) => void;
}

export function UploadBatch({ onClose, onCreated }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [kind, setKind] = useState<CrmPointsBatchKind>("GRANT");
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [file, setFile] = useState<File>();
  const [rows, setRows] = useState("");
  const [points, setPoints] = useState("");
  const create = useChange(CrmPointsBatchCreateDocument);
  const isFaulty = (text: string): boolean => text.trim() !== "" && wholeOf(text) === null;
  const submit = async (): Promise<void> => {
    if (!file) return;
    const content = await contentOf(file);
    create.mutate(
      {
        input: {
          kind,
          name: name.trim(),
          content,
          ...(reason.trim() ? { reason: reason.trim() } : {}),
          ...(rows.trim() ? { rowsExpected: wholeOf(rows) } : {}),
          ...(points.trim() ? { pointsExpected: wholeOf(points) } : {}),
        },
      },
      {
        onSuccess: ({ crmPointsBatchCreate: { batch } }) => {
          if (batch) onCreated(batch.id);
        },
      },
    );
  };
  return (
    <Dialog title={say({ id: "batches.new" })} onClose={onClose}>
      <Form
        error={create.error}
        isPending={create.isPending}
        canSubmit={file !== undefined && name.trim() !== "" && !isFaulty(rows) && !isFaulty(points)}
        submitWord="batches.check"
        onSubmit={() => void submit()}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id="batches.checkHow" />
        </p>
        <Choice
          label={say({ id: "batches.kind" })}
          value={kind}
          options={KINDS.map((one) => [one, say({ id: `batches.${one}` })] as const)}
          onChange={(value) => setKind(value as CrmPointsBatchKind)}
        />
        <Input
          label={say({ id: "batches.name" })}
          value={name}
          maxLength={64}
          error={isRefused(create.error, "name")}
          onChange={(event) => setName(event.target.value)}
        />
        <Input
          label={say({ id: "points.reason" })}
          value={reason}
          maxLength={200}
          error={isRefused(create.error, "reason")}
          onChange={(event) => setReason(event.target.value)}
        />
        <label>
          <FormattedMessage id="batches.file" />{" "}
          <input type="file" accept=".csv" onChange={(event) => setFile(event.target.files?.[0])} />
        </label>
        <Input
          label={say({ id: "batches.rowsExpected" })}
          inputMode="numeric"
          value={rows}
          error={isFaulty(rows) || isRefused(create.error, "rowsExpected")}
          onChange={(event) => setRows(event.target.value)}
        />
        <Input
          label={say({ id: "batches.pointsExpected" })}
          inputMode="numeric"
          value={points}
          error={isFaulty(points) || isRefused(create.error, "pointsExpected")}
          onChange={(event) => setPoints(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
