/** Asks what happened with a shopper: one page of events and notes, of one kind or of all. */
import type { UseQueryResult } from "@tanstack/react-query";

import type { AskError } from "@/api/client";
import { CrmProfileHistoryDocument, type CrmProfileHistoryQuery } from "@/api/generated/graphql";
import { useAsk, useAskAhead } from "@/api/useAsk";

import { wantedOf, type Kind, type Wanted } from "./timelineKinds";
import type { Place } from "./timelinePage";

export const ROWS = 20;

interface Variables extends Wanted, Place {
  readonly id: string;
  readonly first: number;
}

function variablesOf(profileId: string, kind?: Kind, place: Place = {}): Variables {
  return { id: profileId, first: ROWS, ...wantedOf(kind), ...place };
}

export function useHistory(
  profileId: string,
  kind: Kind | undefined,
  place: Place,
): UseQueryResult<CrmProfileHistoryQuery, AskError> {
  return useAsk(CrmProfileHistoryDocument, variablesOf(profileId, kind, place));
}

/** Asks for the first page of everything, which `useHistory` then finds. */
export function useHistoryAhead(profileId: string): void {
  useAskAhead(CrmProfileHistoryDocument, variablesOf(profileId));
}
