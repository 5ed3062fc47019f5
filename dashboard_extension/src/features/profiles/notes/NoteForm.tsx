/** Notes something about a shopper; sent twice by accident, it stands once. */
import { Textarea } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmProfileNoteWriteDocument } from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import { Form } from "@/ui/Form";
import { notify } from "@/ui/Notices";

import styles from "./Notes.module.css";

export function NoteForm({ profileId }: { readonly profileId: string }): ReactNode {
  const say = useIntl().formatMessage;
  // One key for one note: a retry after a lost answer writes nothing more.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [text, setText] = useState("");
  const change = useChange(CrmProfileNoteWriteDocument);
  const submit = (): void => {
    change.mutate(
      { input: { profileId, text, key } },
      {
        onSuccess: () => {
          setText("");
          setKey(crypto.randomUUID());
          notify({ status: "success", title: say({ id: "notes.written" }) });
        },
      },
    );
  };
  const typed = (value: string): void => {
    setText(value);
    // Another text is another note, so that a key is never used for two.
    setKey(crypto.randomUUID());
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
          onChange={(event) => typed(event.target.value)}
        />
        <p className={styles["quiet"]}>
          <FormattedMessage id="notes.hint" />
        </p>
      </Form>
    </div>
  );
}
