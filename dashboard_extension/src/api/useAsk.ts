/** Queries and changes as React hooks. */
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  usePrefetchQuery,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";

import { ask, AskError } from "./client";
import type { TypedDocumentString } from "./generated/graphql";

const FRESH_MILLISECONDS = 15_000;

export function queryClientMake(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) =>
          count < 2 && error instanceof AskError && error.kind === "unreachable",
      },
    },
  });
}

interface Options {
  /** Off while what it asks about is not known yet. */
  readonly isEnabled?: boolean;
  /** Ask again and again, for work in progress; milliseconds. */
  readonly everyMilliseconds?: number | false;
  /** How long an answer is not asked for again by what shows it anew; milliseconds. */
  readonly freshMilliseconds?: number;
}

export function useAsk<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
  options: Options = {},
): UseQueryResult<Data, AskError> {
  return useQuery<Data, AskError>({
    queryKey: [document.toString(), variables ?? null],
    queryFn: () => ask(document, variables),
    enabled: options.isEnabled ?? true,
    refetchInterval: options.everyMilliseconds ?? false,
    staleTime: options.freshMilliseconds ?? FRESH_MILLISECONDS,
    placeholderData: keepPreviousData,
  });
}

/** Asks now what a part of the page will ask once it is there; it finds the answer, or the question under way. */
export function useAskAhead<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): void {
  usePrefetchQuery<Data, AskError>({
    queryKey: [document.toString(), variables ?? null],
    queryFn: () => ask(document, variables),
    staleTime: FRESH_MILLISECONDS,
  });
}

/** Returns a function that asks at once, unless the answer is fresh. */
export function useAskNow(): <Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
) => Promise<Data> {
  const queries = useQueryClient();
  return (document, variables) =>
    queries.fetchQuery({
      queryKey: [document.toString(), variables],
      queryFn: () => ask(document, variables),
      staleTime: FRESH_MILLISECONDS,
    });
}

export interface FieldError {
  readonly field?: string | null;
  readonly message: string;
  readonly code: string;
}

/** A change the CRM refused: nothing was written. */
export class Refused extends Error {
  constructor(readonly errors: readonly FieldError[]) {
    super(errors.map((error) => error.message).join("; "));
  }
}

/**
 * A change; every list and profile on the page is asked anew after it, so that no figure is stale.
 *
 * Each mutation of the contract has one field whose `errors` say why nothing was written.
 */
export function useChange<Data extends object, Variables>(
  document: TypedDocumentString<Data, Variables>,
): UseMutationResult<Data, AskError | Refused, Variables> {
  const queries = useQueryClient();
  return useMutation<Data, AskError | Refused, Variables>({
    mutationFn: async (variables) => {
      const data = await ask(document, variables);
      const errors = Object.entries(data).flatMap(([name, payload]) =>
        name === "__typename" ? [] : errorsOf(payload),
      );
      if (errors.length > 0) throw new Refused(errors);
      return data;
    },
    onSuccess: () => queries.invalidateQueries(),
  });
}

function errorsOf(payload: unknown): readonly FieldError[] {
  if (typeof payload !== "object" || payload === null || !("errors" in payload)) return [];
  return payload.errors as readonly FieldError[];
}
