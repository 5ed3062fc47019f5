/** How far work is, in percent. */
import type { ReactNode } from "react";
import { FormattedNumber, useIntl } from "react-intl";

import type { Words } from "@/languages";

interface Props {
  readonly percent: number;
  readonly label: keyof Words;
}

export function Progress({ percent, label }: Props): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <div>
      <progress
        max={100}
        value={percent}
        aria-label={say({ id: label })}
        style={{ width: "100%" }}
      />{" "}
      <FormattedNumber value={percent / 100} style="percent" />
    </div>
  );
}
