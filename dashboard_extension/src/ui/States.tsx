/** What stands where data will be, are not, may not be seen, or could not be fetched. */
import type { ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import { AskError } from "@/api/client";

import styles from "./States.module.css";

interface EmptyProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
}

export function Empty({ title, children }: EmptyProps): ReactNode {
  return (
    <div className={styles["state"]}>
      <p className={styles["title"]}>{title}</p>
      {children}
    </div>
  );
}

export function Loading({ rows = 4 }: { readonly rows?: number }): ReactNode {
  return (
    <div className={styles["bars"]} role="status">
      <span className="visuallyHidden">
        <FormattedMessage id="state.loading" />
      </span>
      {Array.from({ length: rows }, (_, index) => (
        <div className={styles["bar"]} key={index} />
      ))}
    </div>
  );
}

const TITLES = {
  permission: "state.permission",
  signedOut: "state.signedOut",
  unreachable: "state.unreachable",
  failed: "state.failed",
} as const;

interface FailureProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

export function Failure({ error, onRetry }: FailureProps): ReactNode {
  const kind = error instanceof AskError ? error.kind : "failed";
  return (
    <div className={styles["state"]} role={kind === "permission" ? undefined : "alert"}>
      <p className={styles["title"]}>
        <FormattedMessage id={TITLES[kind]} />
      </p>
      <p>{error.message}</p>
      {onRetry && kind !== "permission" ? (
        <button type="button" onClick={onRetry}>
          <FormattedMessage id="action.retry" />
        </button>
      ) : null}
    </div>
  );
}

interface LoadedProps<Data> {
  readonly answer: {
    readonly data: Data | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly rows?: number;
  readonly children: (data: Data) => ReactNode;
}

/** Shows the answer, or why it is not there; an older answer stays while a newer one is fetched. */
export function Loaded<Data>({ answer, rows, children }: LoadedProps<Data>): ReactNode {
  if (answer.error) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Loading {...(rows === undefined ? {} : { rows })} />;
  return children(answer.data);
}
