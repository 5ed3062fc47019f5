/** Notes something about a shopper; sent twice by accident, it stands once. */
import { Textarea } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProfileNoteWriteDocument } from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import { useKeyOf } from "@/api/useKeyOf";
import { Form } from "@/ui/Form";
import { notify } from "@/ui/Notices";

import styles from "./Notes.module.css";

export function NoteForm({ profileId }: { readonly profileId: string }): ReactNode {
  const say = useIntl().formatMessage;
  const [text, setText] = useState("");
  const key = useKeyOf(text);
  const change = useChange(CrmProfileNoteWriteDocument);
  const submit = (): void => {
    change.mutate(
      { input: { profileId, text, key } },
      {
        onSuccess: () => {
          setText("");
          notify({ status: "success", title: say({ id: "notes.written" }) });
        },
      },
    );
  };
  return (
    <div className={styles["form"]}>
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={text.trim() !== ""}
        submitWord="notes.write"
        onSubmit={submit}
      >
        <Textarea
          label={say({ id: "notes.new" })}
          value={text}
          rows={2}
          onChange={(event) => setText(event.target.value)}
        />
        <p className={styles["quiet"]}>
          <FormattedMessage id="notes.hint" />
        </p>
      </Form>
    </div>
  );
}
