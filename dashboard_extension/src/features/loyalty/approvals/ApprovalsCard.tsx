/** Adjustments above the limit of one person: who asked for what and why, and a second person's decision. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import { CrmPointsRequestsDocument, type CrmPointsRequestsQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useOperations } from "@/api/useMay";
import { Actor } from "@/ui/Actor";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { usePages } from "@/ui/usePages";
import { Instant, nameOf, SignedCount } from "@/ui/values";

import { Decide } from "./Decide";

export type Request = CrmPointsRequestsQuery["crmPointsRequests"]["edges"][number]["node"];
const ROWS = 20;

export default function ApprovalsCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [onlyOpen, setOnlyOpen] = useState(true);
  const pages = usePages();
  const { isPending, may } = useOperations();
  const withProfiles = may("crmProfiles");
  const answer = useAsk(
    CrmPointsRequestsDocument,
    { onlyOpen, first: ROWS, withProfiles, ...pages.after },
    { isEnabled: !isPending },
  );
  return (
    <Card
      title={<FormattedMessage id="approvals.title" />}
      hint={<FormattedMessage id="approvals.hint" />}
      actions={
        <Choice
          label={say({ id: "approvals.shown" })}
          value={onlyOpen ? "open" : "all"}
          options={[
            ["open", say({ id: "approvals.waiting" })],
            ["all", say({ id: "approvals.all" })],
          ]}
          onChange={(value) => {
            pages.onCursors([]);
            setOnlyOpen(value === "open");
          }}
        />
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmPointsRequests: page }) => (
          <PagedTable<Request>
            label={say({ id: "approvals.title" })}
            page={page}
            pages={pages}
            empty={
              <Empty
                title={
                  <FormattedMessage id={onlyOpen ? "approvals.none" : "approvals.noneAtAll"} />
                }
              />
            }
            rowKey={(row) => row.id}
            columns={[
              ...(withProfiles
                ? [{ key: "who", title: say({ id: "profile.title" }), cell: whoseOf }]
                : []),
              {
                key: "points",
                title: say({ id: "approvals.change" }),
                isNumber: true,
                cell: (row) => <SignedCount value={row.points} />,
              },
              { key: "reason", title: say({ id: "points.reason" }), cell: (row) => row.reason },
              {
                key: "asked",
                title: say({ id: "approvals.asked" }),
                cell: (row) => (
                  <>
                    <div>
                      <Actor value={row.requestedBy} />
                    </div>
                    <Instant value={row.requestedAt} />
                  </>
                ),
              },
              {
                key: "decision",
                title: say({ id: "approvals.decide" }),
                cell: (row) => <Decision request={row} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function whoseOf({ profile }: Request): ReactNode {
  if (!profile) return "–";
  return (
    <>
      <Link to={`/customers/${encodeURIComponent(profile.id)}`}>{nameOf(profile)}</Link>
      <div>
        <FormattedMessage id="approvals.has" values={{ points: profile.points.available }} />
      </div>
    </>
  );
}

function Decision({ request }: { readonly request: Request }): ReactNode {
  if (request.state === "OPEN") {
    return (
      <>
        {request.isOwn ? <FormattedMessage id="approvals.own" /> : <Decide request={request} />}
        <div>
          <FormattedMessage id="approvals.lapses" /> <Instant value={request.expiresAt} />
        </div>
      </>
    );
  }
  return (
    <>
      <div>
        <FormattedMessage id={`approvals.${request.state}`} />
      </div>
      {request.decidedBy ? (
        <div>
          <Actor value={request.decidedBy} />, <Instant value={request.decidedAt} />
        </div>
      ) : null}
      {request.decisionReason ? <div>{request.decisionReason}</div> : null}
    </>
  );
}
