/** Asks for work on many customers in the background; sent twice by accident, it is one job. */
import { useIntl } from "react-intl";

import {
  CrmBulkJobCreateDocument,
  type CrmBulkPointsInput,
  type CrmBulkTagsInput,
} from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import { useKeyOf } from "@/api/useKeyOf";
import { notify } from "@/ui/Notices";

import type { Wanted } from "./wanted";

interface Wish {
  readonly tags?: CrmBulkTagsInput;
  readonly points?: CrmBulkPointsInput;
}

interface BulkJob {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly run: () => void;
}

export function useBulkJob({ count, ...whom }: Wanted, wish: Wish, onDone: () => void): BulkJob {
  const say = useIntl().formatMessage;
  const key = useKeyOf(JSON.stringify([whom, wish]));
  const change = useChange(CrmBulkJobCreateDocument);
  return {
    error: change.error,
    isPending: change.isPending,
    run: () =>
      change.mutate(
        { input: { ...whom, ...wish, key } },
        {
          onSuccess: (data) => {
            notify({
              status: "success",
              title: say(
                { id: "jobs.begun" },
                { count: data.crmBulkJobCreate.job?.rowsCount ?? count },
              ),
              text: say({ id: "jobs.begunHow" }),
            });
            onDone();
          },
        },
      ),
  };
}
