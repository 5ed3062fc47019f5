/** The frame of one page: its heading, what can be done on it, and its contents. */
import { useEffect, type CSSProperties, type ReactNode } from "react";
import { Link } from "react-router";

import styles from "./Page.module.css";

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  readonly children: ReactNode;
}

export function Page({ title, actions, back, children }: Props): ReactNode {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        {back ? (
          <Link className={styles["back"]} to={back.to}>
            ← {back.label}
          </Link>
        ) : null}
        <h1 className={styles["title"]}>{title}</h1>
        {actions ? <div className={styles["actions"]}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

/** Cards below each other. */
export function Stack({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles["stack"]}>{children}</div>;
}

interface GridProps {
  /** Narrowest column in pixels. */
  readonly columnPixels?: number;
  readonly children: ReactNode;
}

export function Grid({ columnPixels = 320, children }: GridProps): ReactNode {
  const style = { "--crm-column": `${columnPixels}px` } as CSSProperties;
  return (
    <div className={styles["grid"]} style={style}>
      {children}
    </div>
  );
}
