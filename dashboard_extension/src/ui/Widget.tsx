/** The parts of a widget: narrow, without the library that whole pages load. */
import { useLayoutEffect, useRef, type MouseEvent, type ReactNode } from "react";

import { dashboardHeightTold, dashboardPageOpen } from "@/bridge/appBridge";
import { place } from "@/bridge/place";

import styles from "./Widget.module.css";

/** Holds a widget's contents, and tells the Dashboard their height whenever it changes. */
export function Widget({ children }: { readonly children: ReactNode }): ReactNode {
  const element = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const content = element.current;
    if (!content) return undefined;
    let told = 0;
    const observer = new ResizeObserver(() => {
      const pixels = Math.ceil(content.getBoundingClientRect().height);
      if (pixels !== told) dashboardHeightTold(pixels);
      told = pixels;
    });
    observer.observe(content);
    return () => observer.disconnect();
  }, []);
  return (
    <main className={styles["widget"]} ref={element}>
      {children}
    </main>
  );
}

/** Names and values below each other. */
export function Facts({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className={styles["facts"]}>{children}</dl>;
}

interface FactProps {
  readonly label: ReactNode;
  readonly children: ReactNode;
}

export function Fact({ label, children }: FactProps): ReactNode {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function PageLinks({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className={styles["links"]}>{children}</p>;
}

interface PageLinkProps {
  /** Begins with a slash. */
  readonly to: string;
  readonly children: ReactNode;
}

/** Opens a page of the App: in the Dashboard around the widget, alone as any link. */
export function PageLink({ to, children }: PageLinkProps): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (!place.isInDashboard) return;
    event.preventDefault();
    dashboardPageOpen(to);
  };
  return (
    <a href={`.${to}`} onClick={follow}>
      {children}
    </a>
  );
}

export function Quiet({ children }: { readonly children: ReactNode }): ReactNode {
  return <p className={styles["quiet"]}>{children}</p>;
}

interface LinesProps<Row> {
  readonly title?: ReactNode;
  readonly titleRight?: ReactNode;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly left: (row: Row) => ReactNode;
  readonly right: (row: Row) => ReactNode;
}

/** A list whose rows have a value at their end. */
export function Lines<Row>({
  title,
  titleRight,
  rows,
  rowKey,
  left,
  right,
}: LinesProps<Row>): ReactNode {
  return (
    <ul className={styles["lines"]}>
      {title ? (
        <li className={`${styles["line"]} ${styles["quiet"]}`}>
          <div>{title}</div>
          <div>{titleRight}</div>
        </li>
      ) : null}
      {rows.map((row) => (
        <li className={styles["line"]} key={rowKey(row)}>
          <div>{left(row)}</div>
          <div>{right(row)}</div>
        </li>
      ))}
    </ul>
  );
}
