/** The pages of the navigation, in its order; a page stands here when its backend is there, never before. */
import type { Words } from "@/languages";

interface PageLink {
  readonly path: string;
  readonly title: keyof Words;
}

export const PAGES: readonly PageLink[] = [
  { path: "/", title: "nav.overview" },
  { path: "/customers", title: "nav.customers" },
  { path: "/loyalty", title: "nav.loyalty" },
  { path: "/messages", title: "nav.messages" },
  { path: "/imports", title: "nav.imports" },
  { path: "/settings", title: "nav.settings" },
  { path: "/system", title: "nav.system" },
];
