/** The languages of the page; each but English is loaded when it is chosen. */
import english from "./en.json";

export type Words = Record<keyof typeof english, string>;
export type Language = "en" | "zh-Hant" | "zh-Hans" | "ru";

export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: "English",
  "zh-Hant": "繁體中文",
  "zh-Hans": "简体中文",
  ru: "Русский",
};
export const ENGLISH: Words = english;

const LOADERS: Readonly<Record<Exclude<Language, "en">, () => Promise<{ default: Words }>>> = {
  "zh-Hant": () => import("./zh-Hant.json"),
  "zh-Hans": () => import("./zh-Hans.json"),
  ru: () => import("./ru.json"),
};

/** Returns the language that fits a BCP 47 tag best; Chinese by script, then by region. */
export function languageOf(tag: string): Language {
  const locale = new Intl.Locale(tag.replace("_", "-"));
  const { language, script } = locale.maximize();
  if (language === "zh") return script === "Hant" ? "zh-Hant" : "zh-Hans";
  return language === "ru" ? "ru" : "en";
}

export async function wordsOf(language: Language): Promise<Words> {
  return language === "en" ? ENGLISH : (await LOADERS[language]()).default;
}
