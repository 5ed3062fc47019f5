/** The key under which a change is sent: a retry after a lost answer is the same change, another content is another. */
import { useState } from "react";

interface Kept {
  readonly content: string;
  readonly key: string;
}

const madeFor = (content: string): Kept => ({ content, key: crypto.randomUUID() });

export function useKeyOf(content: string): string {
  const [kept, setKept] = useState(() => madeFor(content));
  if (kept.content === content) return kept.key;
  const next = madeFor(content);
  setKept(next);
  return next.key;
}
