/** Puts tags on many customers, or takes them off. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { ask } from "@/api/client";
import { CrmProfilesTagDocument } from "@/api/generated/graphql";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { notify } from "@/ui/Notices";

import { BulkProgress } from "./BulkProgress";
import { useBulk } from "./useBulk";
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
  const { count, ...whom } = wanted;
  const bulk = useBulk(
    async (after) => {
      const input = { ...whom, after, addTags: tagsOf(added), removeTags: tagsOf(removed) };
      return (await ask(CrmProfilesTagDocument, { input })).crmProfilesTag;
    },
    (parts) => {
      const done = parts.reduce((sum, part) => sum + part.doneCount, 0);
      notify({ status: "success", title: say({ id: "bulk.done" }, { done }) });
      onClose();
    },
  );
  const done = bulk.parts.reduce((sum, part) => sum + part.doneCount, 0);
  return (
    <Dialog title={say({ id: "bulk.tag" })} onClose={onClose}>
      <Form
        error={bulk.error}
        isPending={bulk.isPending}
        canSubmit={tagsOf(added).length + tagsOf(removed).length > 0}
        submitWord={bulk.parts.length > 0 ? "bulk.goOn" : "action.save"}
        onSubmit={bulk.run}
        onCancel={onClose}
      >
        <p>
          <FormattedMessage id="bulk.tagHow" values={{ count }} />
        </p>
        <Input
          label={say({ id: "bulk.addTags" })}
          value={added}
          disabled={bulk.parts.length > 0}
          error={isRefused(bulk.error, "addTags")}
          onChange={(event) => setAdded(event.target.value)}
        />
        <Input
          label={say({ id: "bulk.removeTags" })}
          value={removed}
          disabled={bulk.parts.length > 0}
          error={isRefused(bulk.error, "removeTags")}
          onChange={(event) => setRemoved(event.target.value)}
        />
        {bulk.isPending || bulk.parts.length > 0 ? (
          <BulkProgress done={done} count={count} />
        ) : null}
      </Form>
    </Dialog>
  );
}
