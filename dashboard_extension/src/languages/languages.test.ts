import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";

import { ENGLISH, languageOf, wordsOf, type Language, type Words } from "./index";

const OTHERS: readonly Language[] = ["zh-Hant", "zh-Hans", "ru"];

function argumentsOf(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      const inner = Object.values(element.options).flatMap((option) => argumentsOf(option.value));
      return [element.value, ...inner];
    }
    return element.type === TYPE.literal || element.type === TYPE.pound
      ? []
      : ["value" in element ? element.value : ""];
  });
}

const named = (text: string): string[] => [...new Set(argumentsOf(parse(text)))].sort();

describe.each(OTHERS)("the words of %s", (language) => {
  it("are all there and take the same values as the English ones", async () => {
    const words = await wordsOf(language);

    expect(Object.keys(words)).toEqual(Object.keys(ENGLISH));
    for (const key of Object.keys(ENGLISH) as (keyof Words)[]) {
      expect([key, named(words[key])]).toEqual([key, named(ENGLISH[key])]);
    }
  });
});

describe("the language of a locale", () => {
  it.each([
    ["zh-TW", "zh-Hant"],
    ["zh-HK", "zh-Hant"],
    ["zh_Hant", "zh-Hant"],
    ["zh-CN", "zh-Hans"],
    ["zh", "zh-Hans"],
    ["ru-RU", "ru"],
    ["de", "en"],
    ["en-GB", "en"],
  ])("%s is %s", (tag, language) => {
    expect(languageOf(tag)).toBe(language);
  });
});
