/** A form whose refusals stand beside their fields, and whose button waits while the change is under way. */
import { Button } from "@saleor/macaw-ui";
import type { FormEvent, ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import { AskError } from "@/api/client";
import { Refused, type FieldError } from "@/api/useAsk";
import type { Words } from "@/languages";

import { SAFE } from "./Dialog";
import styles from "./Form.module.css";

interface Props {
  readonly error: Error | null;
  readonly isPending: boolean;
  /** Off while what was typed cannot be sent. */
  readonly canSubmit?: boolean;
  readonly submitWord?: keyof Words;
  /** For what cannot be taken back: the dialog begins on the button that does nothing. */
  readonly isDestructive?: boolean;
  readonly onSubmit: () => void;
  readonly onCancel?: () => void;
  readonly children: ReactNode;
}

export function Form({
  error,
  isPending,
  canSubmit = true,
  submitWord = "action.save",
  isDestructive = false,
  onSubmit,
  onCancel,
  children,
}: Props): ReactNode {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={styles["form"]} onSubmit={submit} noValidate>
      {children}
      {error ? <Problem error={error} /> : null}
      <div className={styles["buttons"]}>
        {onCancel ? (
          <Button
            type="button"
            variant="secondary"
            onClick={onCancel}
            {...(isDestructive ? { [SAFE]: "" } : {})}
          >
            <FormattedMessage id="action.cancel" />
          </Button>
        ) : null}
        <Button type="submit" disabled={isPending || !canSubmit}>
          <FormattedMessage id={submitWord} />
        </Button>
      </div>
    </form>
  );
}

export function Problem({ error }: { readonly error: Error }): ReactNode {
  const errors: readonly FieldError[] =
    error instanceof Refused ? error.errors : [{ message: error.message, code: "" }];
  return (
    <div className={styles["problem"]} role="alert">
      {error instanceof AskError && error.kind === "permission" ? (
        <p>
          <FormattedMessage id="state.mayNot" />
        </p>
      ) : null}
      {errors.map((one) => (
        <p key={`${one.field ?? ""} ${one.code} ${one.message}`}>{one.message}</p>
      ))}
    </div>
  );
}

/** Returns whether a refusal names a field, for its mark. */
export function isRefused(error: Error | null, field: string): boolean {
  return error instanceof Refused && error.errors.some((one) => one.field === field);
}

/** Returns why a field was refused, to be said beside it. */
export function refusalOf(error: Error | null, field: string): string | undefined {
  if (!(error instanceof Refused)) return undefined;
  return error.errors.find((one) => one.field === field)?.message;
}
