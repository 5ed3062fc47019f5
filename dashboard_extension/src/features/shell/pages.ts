/** The pages of the navigation, in its order; a page stands here when its backend is there, never before. */
import type { Operation } from "@/api/generated/operations";
import type { Words } from "@/languages";

interface PageLink {
  readonly path: string;
  readonly title: keyof Words;
  /** What is on it; who may ask nothing of this does not see the link. */
  readonly asks: readonly Operation[];
}

export const PAGES: readonly PageLink[] = [
  { path: "/", title: "nav.overview", asks: ["crmRfmOverview", "crmLiability"] },
  { path: "/customers", title: "nav.customers", asks: ["crmProfiles"] },
  { path: "/loyalty", title: "nav.loyalty", asks: ["crmPrograms"] },
  { path: "/messages", title: "nav.messages", asks: ["crmMessages", "crmAutomations"] },
  { path: "/imports", title: "nav.imports", asks: ["crmImports"] },
  { path: "/settings", title: "nav.settings", asks: ["crmTopics", "crmExtensions"] },
  { path: "/system", title: "nav.system", asks: ["crmInbox", "crmLedgerProof"] },
];
