/** Whether every stored sum of the points ledger is the sum of its rows, as the nightly proof found. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmLedgerProofDocument } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Figure, Figures } from "@/ui/Figures";
import { Loaded } from "@/ui/States";
import { Table } from "@/ui/Table";
import { Count, Instant } from "@/ui/values";

export function LedgerProof(): ReactNode {
  const say = useIntl().formatMessage;
  const answer = useAsk(CrmLedgerProofDocument);
  return (
    <Card title={<FormattedMessage id="proof.title" />} hint={<FormattedMessage id="proof.hint" />}>
      <Loaded answer={answer} rows={2}>
        {({ crmLedgerProof: proof }) =>
          proof ? (
            <>
              <Figures>
                <Figure label={say({ id: "proof.drift" })}>
                  <Count value={proof.driftCount} />
                </Figure>
                <Figure label={say({ id: "proof.entries" })}>
                  <Count value={proof.entriesCount} />
                </Figure>
                <Figure label={say({ id: "proof.at" })}>
                  <Instant value={proof.provedAt} />
                </Figure>
              </Figures>
              {proof.findings.length > 0 ? (
                <Table
                  label={say({ id: "proof.title" })}
                  rows={proof.findings}
                  rowKey={(row) => `${row.invariant} ${row.row}`}
                  columns={[
                    {
                      key: "what",
                      title: say({ id: "proof.invariant" }),
                      cell: (row) => row.invariant,
                    },
                    { key: "row", title: say({ id: "proof.row" }), cell: (row) => row.row },
                    {
                      key: "expected",
                      title: say({ id: "proof.expected" }),
                      isNumber: true,
                      cell: (row) => row.expected,
                    },
                    {
                      key: "found",
                      title: say({ id: "proof.found" }),
                      isNumber: true,
                      cell: (row) => row.found,
                    },
                  ]}
                />
              ) : null}
            </>
          ) : (
            <FormattedMessage id="proof.none" />
          )
        }
      </Loaded>
    </Card>
  );
}
