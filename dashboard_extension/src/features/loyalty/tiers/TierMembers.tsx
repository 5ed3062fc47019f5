/** Who is in a tier: since when, until when, how far from the next, and the tiers before. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import { CrmTierMembersDocument, type CrmTierMembersQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { usePages } from "@/ui/usePages";
import { Day, LastDay, nameOf } from "@/ui/values";

import { TierHistory } from "./TierHistory";
import { TierProgress } from "./TierProgress";
import type { Tier } from "./tiers";

type Member = CrmTierMembersQuery["crmTierMembers"]["edges"][number]["node"];
const ROWS = 20;

interface Props {
  readonly program: string;
  readonly zone: string;
  readonly tiers: readonly Tier[];
}

export function TierMembers({ program, zone, tiers }: Props): ReactNode {
  const say = useIntl().formatMessage;
  // The highest tier has the fewest members and the most questions.
  const [tier, setTier] = useState(tiers.at(-1)?.slug ?? "");
  const [shown, setShown] = useState<Member>();
  const pages = usePages();
  const answer = useAsk(CrmTierMembersDocument, { tier, program, first: ROWS, ...pages.after });
  return (
    <Card
      title={<FormattedMessage id="tiers.members" />}
      actions={
        <Choice
          label={say({ id: "tiers.tier" })}
          value={tier}
          options={tiers.map((one) => [one.slug, one.name] as const)}
          onChange={(slug) => {
            pages.onCursors([]);
            setTier(slug);
          }}
        />
      }
      isFlush
    >
      <Loaded answer={answer}>
        {({ crmTierMembers: page }) => (
          <PagedTable<Member>
            label={say({ id: "tiers.members" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="tiers.noMembers" />} />}
            rowKey={(row) => `${row.profile?.id ?? ""} ${row.fromAt}`}
            columns={[
              {
                key: "who",
                title: say({ id: "profile.title" }),
                cell: (row) =>
                  row.profile ? (
                    <Link to={`/customers/${encodeURIComponent(row.profile.id)}`}>
                      {nameOf(row.profile)}
                    </Link>
                  ) : (
                    "–"
                  ),
              },
              {
                key: "since",
                title: say({ id: "tiers.since" }),
                cell: (row) => <Day value={row.fromAt} />,
              },
              {
                key: "until",
                title: say({ id: "tiers.keptUntil" }),
                cell: (row) => <LastDay value={row.untilAt} zone={zone} />,
              },
              {
                key: "progress",
                title: say({ id: "tiers.progress" }),
                cell: (row) => <TierProgress standing={row.standing} zone={zone} />,
              },
              {
                key: "history",
                title: say({ id: "tiers.history" }),
                isTitleHidden: true,
                cell: (row) => (
                  <Button size="small" variant="tertiary" onClick={() => setShown(row)}>
                    <FormattedMessage id="tiers.history" />
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {shown?.profile ? (
        <Dialog
          title={say({ id: "tiers.historyOf" }, { name: nameOf(shown.profile) })}
          onClose={() => setShown(undefined)}
        >
          <TierHistory
            stays={shown.standing.history}
            program={shown.standing.program}
            zone={zone}
          />
        </Dialog>
      ) : null}
    </Card>
  );
}
