/** Puts tags on many customers, or takes them off. */
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

const tagsOf = (text: string): string[] =>
  text
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);

export function TagMany({ wanted, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const [added, setAdded] = useState("");
  const [removed, setRemoved] = useState("");
  const tags = { add: tagsOf(added), remove: tagsOf(removed) };
  const job = useBulkJob(wanted, { tags }, onClose);
  return (
    <Dialog title={say({ id: "bulk.tag" })} onClose={onClose}>
      <Form
        error={job.error}
        isPending={job.isPending}
        canSubmit={tags.add.length + tags.remove.length > 0}
        onSubmit={job.run}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id="bulk.tagHow" values={{ count: wanted.count }} />
        </p>
        <Input
          label={say({ id: "bulk.addTags" })}
          value={added}
          error={isRefused(job.error, "addTags")}
          onChange={(event) => setAdded(event.target.value)}
        />
        <Input
          label={say({ id: "bulk.removeTags" })}
          value={removed}
          error={isRefused(job.error, "removeTags")}
          onChange={(event) => setRemoved(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
