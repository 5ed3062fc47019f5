/** What the caller may do, as the CRM tells it: which permission opens what stands in the contract alone. */
import { CrmOperationsDocument } from "./generated/graphql";
import type { Operation } from "./generated/operations";
import { useAsk } from "./useAsk";

// As long as the Dashboard's token lives: the next one may hold other permissions.
const FRESH_MILLISECONDS = 300_000;

interface Told {
  readonly isKnown: boolean;
  /** On while the CRM is being asked; what it does not answer is not known, and not pending either. */
  readonly isPending: boolean;
  /** Whether the CRM would let the caller ask it; no before it is known. */
  readonly may: (operation: Operation) => boolean;
  /** Whether to ask it: where the CRM does not say what it allows, its answer will. */
  readonly asks: (operation: Operation) => boolean;
}

export function useOperations(): Told {
  const { data, isPending } = useAsk(CrmOperationsDocument, undefined, {
    freshMilliseconds: FRESH_MILLISECONDS,
  });
  return {
    isKnown: data !== undefined,
    isPending,
    may: (operation) => data?.crmOperations.includes(operation) ?? false,
    asks: (operation) => data?.crmOperations.includes(operation) ?? !isPending,
  };
}

export function useMay(): Told["may"] {
  return useOperations().may;
}
