/** How the points that are out came about: opening, what moved by kind, closing. */
import type { ReactNode } from "react";
import { useIntl } from "react-intl";

import type { CrmLiabilityQuery } from "@/api/generated/graphql";
import { Table } from "@/ui/Table";
import { Count, SignedCount } from "@/ui/values";

interface Props {
  readonly found: NonNullable<CrmLiabilityQuery["crmLiability"]>;
}

export function RollForward({ found }: Props): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <Table
      label={say({ id: "liability.roll" })}
      rows={[
        { key: "opening", word: say({ id: "liability.opening" }), points: found.opening },
        ...found.movements.map(({ kind, points }) => ({
          key: kind,
          word: say({ id: `entry.${kind}` }),
          points,
        })),
        { key: "closing", word: say({ id: "liability.closing" }), points: found.closing },
      ]}
      rowKey={(row) => row.key}
      columns={[
        { key: "what", title: say({ id: "points.kind" }), cell: (row) => row.word },
        {
          key: "points",
          title: say({ id: "points.title" }),
          isNumber: true,
          cell: (row) =>
            row.key === "opening" || row.key === "closing" ? (
              <strong>
                <Count value={row.points} />
              </strong>
            ) : (
              <SignedCount value={row.points} />
            ),
        },
      ]}
    />
  );
}
