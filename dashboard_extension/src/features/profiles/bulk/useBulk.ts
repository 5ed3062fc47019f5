/** Work that the CRM does a piece in each call: called until it is over, with its progress. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Refused, type FieldError } from "@/api/useAsk";

interface Piece {
  readonly errors?: readonly FieldError[];
  readonly endCursor?: string | null;
}

interface Bulk<Part> {
  readonly isPending: boolean;
  readonly isOver: boolean;
  readonly error: Error | null;
  readonly parts: readonly Part[];
  /** Goes on where a lost answer stopped it; the CRM does nothing twice. */
  readonly run: () => void;
}

/** `call` does the piece behind a cursor; the first has none. */
export function useBulk<Part extends Piece>(
  call: (after: string | null) => Promise<Part>,
  onOver?: (parts: readonly Part[]) => void,
): Bulk<Part> {
  const queries = useQueryClient();
  const [parts, setParts] = useState<readonly Part[]>([]);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const last = parts.at(-1);
  const isOver = last !== undefined && !last.endCursor;

  async function work(): Promise<void> {
    // What is over begins anew: a file is made again when it is asked for again.
    let done = isOver ? [] : parts;
    let after = last?.endCursor ?? null;
    do {
      const part = await call(after);
      if (part.errors?.length) throw new Refused(part.errors);
      done = [...done, part];
      setParts(done);
      after = part.endCursor ?? null;
    } while (after);
    onOver?.(done);
  }

  return {
    isPending,
    isOver,
    error,
    parts,
    run: () => {
      if (isPending) return;
      setPending(true);
      setError(null);
      work()
        .catch((problem: unknown) => setError(problem as Error))
        .finally(() => {
          setPending(false);
          void queries.invalidateQueries();
        });
    },
  };
}
