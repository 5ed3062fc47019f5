/** One page of a list: its table and the way to its other pages, or what stands where a list is empty. */
import type { ReactNode } from "react";

import { Pager, Table, type PageInfo, type TableProps } from "./Table";
import type { Pages } from "./usePages";

interface Props<Row> extends Omit<TableProps<Row>, "rows"> {
  readonly page: {
    readonly edges: readonly { readonly node: Row }[];
    readonly pageInfo: PageInfo;
    readonly totalCount?: number | null;
  };
  readonly pages: Pages;
  /** What stands here when the list has no rows. */
  readonly empty: ReactNode;
}

export function PagedTable<Row>({ page, pages, empty, ...table }: Props<Row>): ReactNode {
  if (page.edges.length === 0) return empty;
  return (
    <>
      <Table {...table} rows={page.edges.map((edge) => edge.node)} />
      <Pager
        pageInfo={page.pageInfo}
        totalCount={page.totalCount ?? null}
        cursors={pages.cursors}
        onCursors={pages.onCursors}
      />
    </>
  );
}
