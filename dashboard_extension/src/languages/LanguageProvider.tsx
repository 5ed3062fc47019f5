/** Speaks the Dashboard's language, and follows when it changes. */
import { useEffect, useState, type ReactNode } from "react";
import { IntlProvider } from "react-intl";

import { useLook } from "@/bridge/useDashboard";

import { ENGLISH, languageOf, wordsOf, type Language, type Words } from "./index";

export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { locale } = useLook();
  const language = languageOf(locale);
  const [loaded, setLoaded] = useState<{ language: Language; words: Words }>();
  useEffect(() => {
    let isCurrent = true;
    void wordsOf(language).then((words) => {
      if (isCurrent) setLoaded({ language, words });
    });
    document.documentElement.lang = language;
    return () => {
      isCurrent = false;
    };
  }, [language]);
  if (!loaded) return null;
  return (
    <IntlProvider
      defaultLocale="en"
      locale={loaded.language === language ? locale : loaded.language}
      messages={{ ...ENGLISH, ...loaded.words }}
    >
      {children}
    </IntlProvider>
  );
}
