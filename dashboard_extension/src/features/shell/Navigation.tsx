/** The way between pages; alone, also language, theme and sign-out, which the Dashboard has itself. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { NavLink, useLocation } from "react-router";

import { useOperations } from "@/api/useMay";
import { dashboardTabOpen } from "@/bridge/appBridge";
import { ownSearch, place } from "@/bridge/place";
import { lookChoose, useLook } from "@/bridge/useDashboard";
import { languageOf, LANGUAGES } from "@/languages";

import styles from "./Navigation.module.css";
import { PAGES } from "./pages";

export function Navigation({ onSignOut }: { readonly onSignOut?: () => void }): ReactNode {
  const intl = useIntl();
  const { isKnown, may } = useOperations();
  const pages = PAGES.filter(({ asks }) => !isKnown || asks.some(may));
  return (
    <header className={styles["bar"]}>
      <nav className={styles["links"]} aria-label={intl.formatMessage({ id: "nav.label" })}>
        {pages.map(({ path, title }) => (
          <NavLink
            key={path}
            to={path}
            end={path === "/"}
            className={({ isActive }) =>
              isActive ? `${styles["link"]} ${styles["here"]}` : (styles["link"] ?? "")
            }
          >
            <FormattedMessage id={title} />
          </NavLink>
        ))}
      </nav>
      {place.isInDashboard ? <TabLink /> : <Settings />}
      {onSignOut ? (
        <button type="button" className={styles["plain"]} onClick={onSignOut}>
          <FormattedMessage id="nav.signOut" />
        </button>
      ) : null}
    </header>
  );
}

/**
 * The way to an address of this very page.
 *
 * The Dashboard's own address stays as it was opened: whatever it is told puts an entry into the browser's
 * history beside ours, and going back then takes two steps, loads the frame anew, or gets stuck.
 */
function TabLink(): ReactNode {
  const { pathname, search } = useLocation();
  return (
    <button
      type="button"
      className={styles["plain"]}
      onClick={() => dashboardTabOpen(pathname + ownSearch(search))}
    >
      <FormattedMessage id="nav.newTab" />
    </button>
  );
}

function Settings(): ReactNode {
  const intl = useIntl();
  const { theme, locale } = useLook();
  const isDark = theme === "dark";
  return (
    <>
      <label>
        <span className="visuallyHidden">
          <FormattedMessage id="nav.language" />
        </span>
        <select
          className={styles["plain"]}
          value={languageOf(locale)}
          onChange={(event) => lookChoose({ locale: event.target.value })}
        >
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className={styles["plain"]}
        aria-pressed={isDark}
        aria-label={intl.formatMessage({ id: "nav.dark" })}
        onClick={() => lookChoose({ theme: isDark ? "light" : "dark" })}
      >
        <span aria-hidden="true">{isDark ? "☾" : "☀"}</span>
      </button>
    </>
  );
}
