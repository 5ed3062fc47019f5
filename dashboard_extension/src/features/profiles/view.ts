/** What a list of customers shows, as it stands in the address, and as the contract's arguments. */
import type {
  CrmOrderDirection,
  CrmProfileSortField,
  CrmProfileWhereInput,
  CrmRfmGroup,
} from "@/api/generated/graphql";
import { GROUPS } from "@/features/overview/groups";
import type { Words } from "@/languages";

export const ROWS = 25;

interface Sorting {
  readonly field: CrmProfileSortField;
  readonly direction: CrmOrderDirection;
}

interface Chosen {
  readonly search: string;
  readonly groups: readonly CrmRfmGroup[];
  /** The RFM scope that groups and scores are of; null is any. */
  readonly scope: string | null;
  readonly recency: number | null;
  readonly frequency: number | null;
  /** The month of the first order, such as 2026-03; empty is any. */
  readonly newIn: string;
  readonly country: string;
  readonly tag: string;
  readonly registered: boolean | null;
  readonly sorting: Sorting;
}

export interface View extends Chosen {
  readonly variables: {
    readonly search?: string;
    readonly where?: CrmProfileWhereInput;
    readonly sortBy: Sorting;
  };
}

const NEWEST: Sorting = { field: "CREATED_AT", direction: "DESC" };
const EVERYBODY: Chosen = {
  search: "",
  groups: [],
  scope: null,
  recency: null,
  frequency: null,
  newIn: "",
  country: "",
  tag: "",
  registered: null,
  sorting: NEWEST,
};

interface Saved {
  readonly word: keyof Words;
  readonly view: Chosen;
}

export const SAVED: readonly Saved[] = [
  { word: "profiles.all", view: EVERYBODY },
  {
    word: "profiles.best",
    view: { ...EVERYBODY, groups: ["CHAMPIONS", "LOYAL"] },
  },
  {
    word: "profiles.slipping",
    view: { ...EVERYBODY, groups: ["AT_RISK", "PREVIOUSLY_LOYAL"] },
  },
  {
    word: "profiles.recent",
    view: { ...EVERYBODY, sorting: { field: "LAST_ORDERED_AT", direction: "DESC" } },
  },
];

export function viewOf(params: URLSearchParams): View {
  const registered = params.get("registered");
  const sort = params.get("sort");
  const chosen: Chosen = {
    search: params.get("search") ?? "",
    groups: GROUPS.filter((group) => params.get("groups")?.split(",").includes(group)),
    scope: params.get("scope"),
    recency: scoreOf(params.get("recency")),
    frequency: scoreOf(params.get("frequency")),
    newIn: /^\d{4}-\d{2}$/.exec(params.get("newIn") ?? "")?.[0] ?? "",
    country: params.get("country") ?? "",
    tag: params.get("tag") ?? "",
    registered: registered === null ? null : registered === "yes",
    sorting: sort
      ? {
          field: sort.replace("-", "") as CrmProfileSortField,
          direction: sort.startsWith("-") ? "DESC" : "ASC",
        }
      : NEWEST,
  };
  return { ...chosen, variables: variablesOf(chosen) };
}

function scoreOf(text: string | null): number | null {
  const score = Number(text);
  return text !== null && Number.isInteger(score) && score > 0 ? score : null;
}

export function viewWritten(view: Chosen): URLSearchParams {
  const params = new URLSearchParams();
  const put = (name: string, value: string | null): void => {
    if (value) params.set(name, value);
  };
  put("search", view.search);
  put("groups", view.groups.join(","));
  put("scope", view.scope);
  put("recency", view.recency === null ? null : String(view.recency));
  put("frequency", view.frequency === null ? null : String(view.frequency));
  put("newIn", view.newIn);
  put("country", view.country);
  put("tag", view.tag);
  put("registered", view.registered === null ? null : view.registered ? "yes" : "no");
  if (view.sorting !== NEWEST) {
    put("sort", `${view.sorting.direction === "DESC" ? "-" : ""}${view.sorting.field}`);
  }
  return params;
}

function variablesOf(view: Chosen): View["variables"] {
  const where: CrmProfileWhereInput = {};
  const isScored = view.recency !== null || view.frequency !== null;
  if (view.groups.length > 0 || isScored) {
    where.rfm = {
      ...(view.groups.length > 0 ? { groups: [...view.groups] } : {}),
      ...(view.recency === null ? {} : { recency: [view.recency] }),
      ...(view.frequency === null ? {} : { frequency: [view.frequency] }),
      ...(view.scope ? { scopeId: view.scope } : {}),
    };
  }
  if (view.newIn) where.firstOrderedIn = view.newIn;
  if (view.country) where.countryCode = { eq: view.country.toUpperCase() };
  if (view.tag) where.tag = { eq: view.tag };
  if (view.registered !== null) where.isRegistered = view.registered;
  return {
    sortBy: view.sorting,
    ...(view.search ? { search: view.search } : {}),
    ...(Object.keys(where).length > 0 ? { where } : {}),
  };
}
