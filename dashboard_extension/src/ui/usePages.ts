/** The cursors that led to the page that is shown. */
import { useState } from "react";

export interface Pages {
  readonly cursors: readonly string[];
  readonly onCursors: (cursors: readonly string[]) => void;
  /** The argument of the query: nothing on the first page. */
  readonly after: { readonly after?: string };
}

export function usePages(): Pages {
  const [cursors, onCursors] = useState<readonly string[]>([]);
  const last = cursors.at(-1);
  return { cursors, onCursors, after: last ? { after: last } : {} };
}
