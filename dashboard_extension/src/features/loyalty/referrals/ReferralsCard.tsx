/** Who came by whose link: those that wait for staff with what was noticed, all others, and the terms. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import {
  CrmReferralDecideDocument,
  CrmReferralsDocument,
  type CrmReferralsQuery,
  type CrmReferralState,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Actor } from "@/ui/Actor";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Stack } from "@/ui/Page";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { Tags } from "@/ui/Tags";
import { useChanged } from "@/ui/useChanged";
import { usePages } from "@/ui/usePages";
import { Count, Instant, nameOf } from "@/ui/values";

import { Decision } from "../Decision";
import { TermsCard } from "./TermsCard";

type Referral = CrmReferralsQuery["crmReferrals"]["edges"][number]["node"];
const ROWS = 20;
const STATES: readonly CrmReferralState[] = [
  "REVIEW",
  "CLAIMED",
  "PENDING",
  "REWARDED",
  "REJECTED",
  "CANCELLED",
  "EXPIRED",
  "REVERSED",
];
const REASONS = [
  "SAME_PERSON",
  "ALREADY_REFERRED",
  "MONTHLY_LIMIT",
  "STAFF",
  "ERASED",
  "SELF_EMAIL",
  "SAME_CARD",
  "NOT_NEW",
  "SAME_ADDRESS",
  "SAME_IP",
  "VOLUME",
] as const;

export default function ReferralsCard(): ReactNode {
  return (
    <Stack>
      <List />
      <TermsCard />
    </Stack>
  );
}

function List(): ReactNode {
  const say = useIntl().formatMessage;
  const [state, setState] = useState<CrmReferralState | "">("REVIEW");
  const pages = usePages();
  const answer = useAsk(CrmReferralsDocument, {
    first: ROWS,
    ...(state ? { states: [state] } : {}),
    ...pages.after,
  });
  return (
    <Card
      title={<FormattedMessage id="referrals.title" />}
      hint={<FormattedMessage id="referrals.hint" />}
      actions={
        <Choice
          label={say({ id: "inbox.state" })}
          value={state}
          options={[
            ["", say({ id: "filter.any" })],
            ...STATES.map((one) => [one, say({ id: `referrals.${one}` })] as const),
          ]}
          onChange={(value) => {
            pages.onCursors([]);
            setState(value as CrmReferralState | "");
          }}
        />
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmReferrals: page }) => (
          <PagedTable<Referral>
            label={say({ id: "referrals.title" })}
            page={page}
            pages={pages}
            empty={
              <Empty
                title={
                  <FormattedMessage
                    id={state === "REVIEW" ? "referrals.noneWait" : "referrals.none"}
                  />
                }
              />
            }
            rowKey={(row) => row.id}
            columns={[
              {
                key: "advocate",
                title: say({ id: "referrals.advocate" }),
                cell: (row) => <Person person={row.advocate} />,
              },
              {
                key: "friend",
                title: say({ id: "referrals.friend" }),
                cell: (row) => <Person person={row.friend} />,
              },
              {
                key: "claimed",
                title: say({ id: "referrals.claimed" }),
                cell: (row) => <Instant value={row.claimedAt} />,
              },
              {
                key: "signals",
                title: say({ id: "referrals.signals" }),
                cell: (row) => (
                  <Tags tags={row.signals.map(({ kind }) => say({ id: `referrals.${kind}` }))} />
                ),
              },
              {
                key: "points",
                title: say({ id: "referrals.points" }),
                isNumber: true,
                cell: (row) => (
                  <>
                    <Count value={row.advocatePoints} /> + <Count value={row.friendPoints} />
                  </>
                ),
              },
              {
                key: "state",
                title: say({ id: "inbox.state" }),
                cell: (row) => <State referral={row} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Person({ person }: { readonly person: Referral["advocate"] }): ReactNode {
  if (!person) return "–";
  return <Link to={`/customers/${encodeURIComponent(person.id)}`}>{nameOf(person)}</Link>;
}

function State({ referral }: { readonly referral: Referral }): ReactNode {
  const say = useIntl().formatMessage;
  const decide = useChanged(CrmReferralDecideDocument, ({ crmReferralDecide }) =>
    crmReferralDecide.referral?.isApproved === false ? "referrals.refused" : "referrals.approved",
  );
  if (referral.state === "REVIEW") {
    return (
      <Decision
        does="crmReferralDecide"
        error={decide.error}
        isPending={decide.isPending}
        isReasonNeeded
        how={(isApproved) => (
          <FormattedMessage id={isApproved ? "referrals.approveHow" : "referrals.refuseHow"} />
        )}
        onDecide={(decision, onDone) =>
          decide.run({ input: { id: referral.id, ...decision } }, onDone)
        }
      />
    );
  }
  const reason = REASONS.find((one) => one === referral.reason);
  return (
    <>
      <div>
        {say({ id: `referrals.${referral.state}` })}
        {reason ? `: ${say({ id: `referrals.${reason}` })}` : null}
      </div>
      {referral.decidedBy ? (
        <div>
          <Actor value={referral.decidedBy} />: {referral.decisionReason}
        </div>
      ) : null}
    </>
  );
}
