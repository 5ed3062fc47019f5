/** Asks before something that cannot simply be taken back; the focus begins on the button that does nothing. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import type { Words } from "@/languages";

import { Dialog } from "./Dialog";
import { Form } from "./Form";

interface Props {
  /** What is asked about, on top and on the button that does it. */
  readonly word: keyof Words;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly canConfirm?: boolean;
  /** Off for what takes nothing away. */
  readonly isDestructive?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What will happen. */
  readonly children: ReactNode;
}

export function Confirm({
  word,
  error,
  isPending,
  canConfirm = true,
  isDestructive = true,
  onConfirm,
  onClose,
  children,
}: Props): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Dialog title={say({ id: word })} onClose={onClose}>
      <Form
        error={error}
        isPending={isPending}
        canSubmit={canConfirm}
        submitWord={word}
        isDestructive={isDestructive}
        onSubmit={onConfirm}
        onCancel={onClose}
      >
        {children}
      </Form>
    </Dialog>
  );
}
