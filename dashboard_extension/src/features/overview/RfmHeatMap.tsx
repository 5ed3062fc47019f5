/** Recency against frequency: how many shoppers stand where; every cell opens the people behind it. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import type { Overview } from "./OverviewPage";
import styles from "./RfmHeatMap.module.css";

type Cell = Overview["cells"][number];

/** Shades are steps of the largest cell's square root, so that small cells can still be told from empty ones. */
const SHADES = 6;

function shade(count: number, largest: number): number {
  return count === 0 ? 0 : Math.max(1, Math.round(Math.sqrt(count / largest) * SHADES));
}

interface Props {
  readonly overview: Overview;
}

export function RfmHeatMap({ overview }: Props): ReactNode {
  const intl = useIntl();
  const { cells, scope } = overview;
  const largest = Math.max(1, ...cells.map((cell) => cell.profilesCount));
  const scores = Array.from({ length: scope.bins }, (_, index) => index + 1);
  const cellAt = (recency: number, frequency: number): Cell | undefined =>
    cells.find((cell) => cell.recency === recency && cell.frequency === frequency);
  return (
    <table className={styles["map"]}>
      <caption className="visuallyHidden">
        <FormattedMessage id="overview.heat" />
      </caption>
      <thead>
        <tr>
          <td />
          {scores.map((frequency) => (
            <th key={frequency} scope="col">
              <FormattedMessage id="overview.frequency" values={{ score: frequency }} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...scores].reverse().map((recency) => (
          <tr key={recency}>
            <th scope="row">
              <FormattedMessage id="overview.recency" values={{ score: recency }} />
            </th>
            {scores.map((frequency) => {
              const count = cellAt(recency, frequency)?.profilesCount ?? 0;
              return (
                <td key={frequency} className={styles[`shade${shade(count, largest)}`]}>
                  {count === 0 ? (
                    <span className={styles["none"]}>0</span>
                  ) : (
                    <Link
                      to={`/customers?recency=${recency}&frequency=${frequency}&scope=${encodeURIComponent(scope.id)}`}
                      aria-label={intl.formatMessage(
                        { id: "overview.cell" },
                        { count, recency, frequency },
                      )}
                    >
                      {intl.formatNumber(count)}
                    </Link>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
