/** What the caller may do, as the CRM tells it: which permission opens what stands in the contract alone. */
import { CrmOperationsDocument } from "./generated/graphql";
import type { Operation } from "./generated/operations";
import { useAsk } from "./useAsk";

// As long as the Dashboard's token lives: the next one may hold other permissions.
const FRESH_MILLISECONDS = 300_000;

interface Told {
  /** Off until the CRM has said it, or could not be asked. */
  readonly isKnown: boolean;
  /** Whether the CRM would let the caller ask it; no before it is known. */
  readonly may: (operation: Operation) => boolean;
}

export function useOperations(): Told {
  const { data, isPending } = useAsk(CrmOperationsDocument, undefined, {
    freshMilliseconds: FRESH_MILLISECONDS,
  });
  return {
    isKnown: !isPending,
    may: (operation) => data?.crmOperations.includes(operation) ?? false,
  };
}

export function useMay(): Told["may"] {
  return useOperations().may;
}
