/** A short name in small letters from a name that people read. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
}

/** Returns the short name of something new; a name without Latin letters is spelled by its characters' numbers. */
export function slugNew(name: string, kind: string): string {
  const numbers = [...name.trim()].map((one) => one.codePointAt(0)?.toString(16)).join("-");
  return slugOf(name) || slugOf(`${kind}-${numbers}`);
}
