/** How far work on many customers is. */
import type { ReactNode } from "react";
import { FormattedMessage } from "react-intl";

interface Props {
  readonly done: number;
  readonly count: number;
}

export function BulkProgress({ done, count }: Props): ReactNode {
  return (
    <label>
      <FormattedMessage id="bulk.progress" values={{ done, count }} />{" "}
      <progress max={Math.max(count, 1)} value={done} style={{ width: "100%" }} />
    </label>
  );
}
