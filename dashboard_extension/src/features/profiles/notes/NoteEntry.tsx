/** One note with who wrote it, and what may be done with it. */
import { Button, Textarea } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmProfileNoteDeleteDocument,
  CrmProfileNoteEditDocument,
  type CrmProfileNoteFieldsFragment,
} from "@/api/generated/graphql";
import { Actor } from "@/ui/Actor";
import { useChanged } from "@/ui/useChanged";
import { Confirm } from "@/ui/Confirm";
import { Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Form";
import { RowButtons } from "@/ui/RowButtons";
import { Instant } from "@/ui/values";

import styles from "./Notes.module.css";

type Note = CrmProfileNoteFieldsFragment;

interface DialogProps {
  readonly note: Note;
  readonly onClose: () => void;
}

export function NoteEntry({ note }: { readonly note: Note }): ReactNode {
  const [open, setOpen] = useState<"edit" | "delete">();
  const close = (): void => setOpen(undefined);
  return (
    <div className={styles["note"]}>
      <p className={styles["text"]}>{note.text}</p>
      <p className={styles["quiet"]}>
        <Actor value={note.author} />
        {note.editedAt ? (
          <>
            {" · "}
            <FormattedMessage
              id="notes.edited"
              values={{
                actor: <Actor value={note.editedBy} />,
                instant: <Instant value={note.editedAt} />,
              }}
            />
          </>
        ) : null}
      </p>
      {note.mayChange ? (
        <RowButtons>
          <Button size="small" variant="secondary" onClick={() => setOpen("edit")}>
            <FormattedMessage id="notes.edit" />
          </Button>
          <Button size="small" variant="secondary" onClick={() => setOpen("delete")}>
            <FormattedMessage id="notes.delete" />
          </Button>
        </RowButtons>
      ) : null}
      {open === "edit" ? <EditNote note={note} onClose={close} /> : null}
      {open === "delete" ? <DeleteNote note={note} onClose={close} /> : null}
    </div>
  );
}

function EditNote({ note, onClose }: DialogProps): ReactNode {
  const say = useIntl().formatMessage;
  const [text, setText] = useState(note.text);
  const change = useChanged(CrmProfileNoteEditDocument, "notes.changed");
  return (
    <Dialog title={say({ id: "notes.edit" })} onClose={onClose}>
      <Form
        error={change.error}
        isPending={change.isPending}
        canSubmit={text.trim() !== ""}
        onSubmit={() => change.run({ input: { id: note.id, text } }, onClose)}
        onCancel={onClose}
      >
        <Textarea
          label={say({ id: "notes.text" })}
          value={text}
          rows={5}
          onChange={(event) => setText(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}

function DeleteNote({ note, onClose }: DialogProps): ReactNode {
  const change = useChanged(CrmProfileNoteDeleteDocument, "notes.deleted");
  return (
    <Confirm
      word="notes.delete"
      error={change.error}
      isPending={change.isPending}
      onConfirm={() => change.run({ id: note.id }, onClose)}
      onClose={onClose}
    >
      <p className={styles["text"]}>{note.text}</p>
      <p>
        <FormattedMessage id="notes.deleteHow" />
      </p>
    </Confirm>
  );
}
