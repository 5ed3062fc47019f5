/** Every movement of every shopper's points, searched by kind, order, author and day. */
import { Button } from "@saleor/macaw-ui";
import { useState, type FormEvent, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import {
  CrmLedgerDocument,
  type CrmLedgerQuery,
  type CrmLedgerWhereInput,
  type CrmLoyaltyEntryKind,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { EntryReason } from "@/features/profiles/EntryReason";
import { ProfileLink } from "@/features/profiles/ProfileLink";
import { useNames } from "@/features/profiles/useNames";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { DayField } from "@/ui/DayField";
import { Input } from "@/ui/Input";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import { Tools } from "@/ui/Tools";
import { usePages } from "@/ui/usePages";
import { Instant, SignedCount } from "@/ui/values";

type Entry = CrmLedgerQuery["crmLedger"]["edges"][number]["node"];
const ROWS = 25;
const KINDS: readonly CrmLoyaltyEntryKind[] = [
  "EARN",
  "BONUS",
  "OPENING",
  "ADJUST",
  "REDEEM",
  "REDEEM_RETURN",
  "EXPIRE",
  "CLAWBACK",
  "MERGE_IN",
  "MERGE_OUT",
  "FORFEIT",
  "REVERT",
  "SETTLE",
];

interface Wanted {
  readonly kind: CrmLoyaltyEntryKind | "";
  readonly order: string;
  readonly actor: string;
  readonly from: string;
  readonly until: string;
}

const EVERYTHING: Wanted = { kind: "", order: "", actor: "", from: "", until: "" };

/** Days are those of the reader's own clock; both are included. */
function whereOf({ kind, order, actor, from, until }: Wanted): CrmLedgerWhereInput {
  const effectiveAt = {
    ...(from ? { gte: new Date(`${from}T00:00:00`).toISOString() } : {}),
    ...(until ? { lte: new Date(`${until}T23:59:59.999`).toISOString() } : {}),
  };
  return {
    ...(kind ? { kinds: [kind] } : {}),
    ...(order.trim() ? { orderReference: order.trim() } : {}),
    ...(actor.trim() ? { actor: actor.trim() } : {}),
    ...(from || until ? { effectiveAt } : {}),
  };
}

export default function LedgerCard(): ReactNode {
  const say = useIntl().formatMessage;
  const [wanted, setWanted] = useState(EVERYTHING);
  const pages = usePages();
  const answer = useAsk(CrmLedgerDocument, {
    where: whereOf(wanted),
    first: ROWS,
    ...pages.after,
  });
  const nameFor = useNames(answer.data?.crmLedger.edges.map(({ node }) => node.profileId) ?? []);
  const search = (next: Wanted): void => {
    pages.onCursors([]);
    setWanted(next);
  };
  return (
    <Card
      title={<FormattedMessage id="ledger.title" />}
      hint={<FormattedMessage id="ledger.hint" />}
      isFlush
    >
      <Search onSearch={search} />
      <Loaded answer={answer} rows={10}>
        {({ crmLedger: page }) => (
          <PagedTable<Entry>
            label={say({ id: "ledger.title" })}
            page={page}
            pages={pages}
            empty={<Empty title={<FormattedMessage id="ledger.none" />} />}
            rowKey={(row) => row.id}
            columns={[
              {
                key: "when",
                title: say({ id: "points.when" }),
                cell: (row) => <Instant value={row.effectiveAt} />,
              },
              {
                key: "who",
                title: say({ id: "profile.title" }),
                cell: (row) => (
                  <ProfileLink id={row.profileId} name={nameFor(row.profileId ?? "")} />
                ),
              },
              {
                key: "kind",
                title: say({ id: "points.kind" }),
                cell: (row) => say({ id: `entry.${row.kind}` }),
              },
              {
                key: "why",
                title: say({ id: "points.why" }),
                cell: (row) => <EntryReason entry={row} />,
              },
              {
                key: "points",
                title: say({ id: "points.title" }),
                isNumber: true,
                cell: (row) => <SignedCount value={row.points} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Search({ onSearch }: { readonly onSearch: (wanted: Wanted) => void }): ReactNode {
  const say = useIntl().formatMessage;
  const [typed, setTyped] = useState(EVERYTHING);
  const put = (part: Partial<Wanted>): void => setTyped({ ...typed, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(typed);
  };
  return (
    <form role="search" onSubmit={submit}>
      <Tools>
        <Choice
          label={say({ id: "points.kind" })}
          value={typed.kind}
          options={[
            ["", say({ id: "filter.any" })],
            ...KINDS.map((one) => [one, say({ id: `entry.${one}` })] as const),
          ]}
          onChange={(kind) => put({ kind: kind as CrmLoyaltyEntryKind | "" })}
        />
        <Input
          size="small"
          label={say({ id: "ledger.order" })}
          value={typed.order}
          onChange={(event) => put({ order: event.target.value })}
        />
        <Input
          size="small"
          label={say({ id: "ledger.actor" })}
          value={typed.actor}
          onChange={(event) => put({ actor: event.target.value })}
        />
        <DayField
          label={say({ id: "ledger.from" })}
          value={typed.from}
          onChange={(from) => put({ from })}
        />
        <DayField
          label={say({ id: "ledger.until" })}
          value={typed.until}
          onChange={(until) => put({ until })}
        />
        <Button type="submit" variant="secondary">
          <FormattedMessage id="action.search" />
        </Button>
      </Tools>
    </form>
  );
}
