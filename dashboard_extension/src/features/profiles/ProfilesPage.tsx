/** The shop's customers: searched, filtered, sorted, page by page; the address holds the whole view. */
import { Button } from "@saleor/macaw-ui";
import { useState, type FormEvent, type ReactNode } from "react";
import { FormattedMessage, useIntl, type IntlShape } from "react-intl";
import { Link, useSearchParams } from "react-router";

import {
  CrmProfilesDocument,
  type CrmProfileSortField,
  type CrmProfilesQuery,
} from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { useOperations } from "@/api/useMay";
import { Card } from "@/ui/Card";
import { Input } from "@/ui/Input";
import { Page } from "@/ui/Page";
import { PagedTable } from "@/ui/PagedTable";
import { Empty, Loaded } from "@/ui/States";
import type { Column } from "@/ui/Table";
import { Tags } from "@/ui/Tags";
import { usePages, type Pages } from "@/ui/usePages";
import { Count, Day, Money, nameOf } from "@/ui/values";

import { BulkBar } from "./bulk/BulkBar";
import { BulkJobs } from "./bulk/BulkJobs";
import { ColumnChoice } from "./ColumnChoice";
import { useHiddenColumns } from "./ownViews";
import { ProfileFilters } from "./ProfileFilters";
import styles from "./Profiles.module.css";
import { SavedViews } from "./SavedViews";
import { ROWS, viewOf, viewWritten, type View } from "./view";

type Connection = CrmProfilesQuery["crmProfiles"];
type Row = Connection["edges"][number]["node"];

const SELECTED_MAX = 100;

export default function ProfilesPage(): ReactNode {
  const intl = useIntl();
  const [params, setParams] = useSearchParams();
  const view = viewOf(params);
  const pages = usePages();
  const change = (part: Partial<View>): void => {
    pages.onCursors([]);
    setParams(viewWritten({ ...view, ...part }));
  };
  const { isPending, may } = useOperations();
  const withOrders = may("crmOrder");
  const answer = useAsk(
    CrmProfilesDocument,
    { first: ROWS, ...view.variables, ...pages.after, withOrders },
    { isEnabled: !isPending },
  );
  return (
    <Page title={intl.formatMessage({ id: "nav.customers" })}>
      <SavedViews search={viewWritten(view).toString()} />
      <Card title={<FormattedMessage id="profiles.list" />} isFlush>
        <div className={styles["tools"]}>
          <Search
            key={view.search}
            initial={view.search}
            onSearch={(search) => change({ search })}
          />
          <ProfileFilters view={view} onChange={change} />
        </div>
        <Loaded answer={answer} rows={10}>
          {(data) => (
            <List connection={data.crmProfiles} view={view} onChange={change} pages={pages} />
          )}
        </Loaded>
      </Card>
      <BulkJobs />
    </Page>
  );
}

interface SearchProps {
  readonly initial: string;
  readonly onSearch: (search: string) => void;
}

function Search({ initial, onSearch }: SearchProps): ReactNode {
  const intl = useIntl();
  const [text, setText] = useState(initial);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form role="search" className={styles["search"]} onSubmit={submit}>
      <Input
        label={intl.formatMessage({ id: "profiles.search" })}
        value={text}
        onChange={(event) => setText(event.target.value)}
        size="small"
      />
      <Button type="submit" variant="secondary">
        <FormattedMessage id="action.search" />
      </Button>
    </form>
  );
}

interface ListProps {
  readonly connection: Connection;
  readonly view: View;
  readonly onChange: (part: Partial<View>) => void;
  readonly pages: Pages;
}

function List({ connection, view, onChange, pages }: ListProps): ReactNode {
  const say = useIntl().formatMessage;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [hidden, setHidden] = useHiddenColumns();
  const rows = connection.edges.map((edge) => edge.node);
  const all = useColumns(rows[0]?.totals !== undefined);
  const [first, ...others] = all;
  const columns = all.filter((column) => !hidden.includes(column.key));
  const isEmpty = connection.edges.length === 0;
  return (
    <>
      {isEmpty ? null : (
        <>
          <BulkBar view={view} totalCount={connection.totalCount} selected={selected} />
          <div className={styles["tools"]}>
            <ColumnChoice columns={first ? others : []} hidden={hidden} onHidden={setHidden} />
          </div>
        </>
      )}
      <PagedTable<Row>
        label={say({ id: "profiles.list" })}
        page={connection}
        pages={pages}
        empty={
          <Empty title={<FormattedMessage id="profiles.none" />}>
            <FormattedMessage id="profiles.noneHow" />
          </Empty>
        }
        columns={[selection(say, selected, setSelected), ...columns]}
        rowKey={(row) => row.id}
        sorting={view.sorting}
        onSort={(sorting) =>
          onChange({ sorting: { ...sorting, field: sorting.field as CrmProfileSortField } })
        }
      />
    </>
  );
}

/** A box in front of each row; at most as many as the CRM takes by name. */
function selection(
  say: IntlShape["formatMessage"],
  selected: ReadonlySet<string>,
  onSelected: (ids: ReadonlySet<string>) => void,
): Column<Row> {
  return {
    key: "select",
    title: say({ id: "bulk.selectTitle" }),
    isTitleHidden: true,
    cell: (row) => (
      <input
        type="checkbox"
        aria-label={say({ id: "bulk.select" }, { name: nameOf(row) })}
        checked={selected.has(row.id)}
        disabled={!selected.has(row.id) && selected.size >= SELECTED_MAX}
        onChange={(event) => {
          const next = new Set(selected);
          if (event.target.checked) next.add(row.id);
          else next.delete(row.id);
          onSelected(next);
        }}
      />
    ),
  };
}

function useColumns(withOrders: boolean): readonly Column<Row>[] {
  const say = useIntl().formatMessage;
  return [
    {
      key: "name",
      title: say({ id: "profiles.name" }),
      sortField: "NAME",
      cell: (row) => <Link to={`/customers/${encodeURIComponent(row.id)}`}>{nameOf(row)}</Link>,
    },
    {
      key: "email",
      title: say({ id: "profiles.email" }),
      sortField: "EMAIL",
      cell: (row) => <span className={styles["breakable"]}>{row.email ?? "–"}</span>,
    },
    { key: "tags", title: say({ id: "profiles.tags" }), cell: (row) => <Tags tags={row.tags} /> },
    ...(withOrders ? boughtColumns(say) : []),
    {
      key: "since",
      title: say({ id: "profiles.since" }),
      sortField: "CREATED_AT",
      cell: (row) => <Day value={row.createdAt} />,
    },
  ];
}

const totalsOf = (row: Row): NonNullable<Row["totals"]> => row.totals ?? [];

/** What was bought, for those who may see orders. */
function boughtColumns(say: IntlShape["formatMessage"]): readonly Column<Row>[] {
  return [
    {
      key: "orders",
      title: say({ id: "profiles.orders" }),
      sortField: "ORDERS_COUNT",
      isNumber: true,
      cell: (row) => (
        <Count value={totalsOf(row).reduce((sum, total) => sum + total.ordersCount, 0)} />
      ),
    },
    {
      key: "spent",
      title: say({ id: "profiles.spent" }),
      isNumber: true,
      // Currencies are never added up: each stands on its own line.
      cell: (row) => (
        <>
          {totalsOf(row).length === 0 ? "–" : null}
          {totalsOf(row).map((total) => (
            <div key={`${total.channel} ${total.currency}`}>
              <Money value={total.revenue} />
            </div>
          ))}
        </>
      ),
    },
    {
      key: "last",
      title: say({ id: "profiles.lastOrder" }),
      sortField: "LAST_ORDERED_AT",
      cell: (row) => (
        <Day
          value={totalsOf(row)
            .map((total) => total.lastOrderedAt)
            .sort()
            .at(-1)}
        />
      ),
    },
  ];
}
