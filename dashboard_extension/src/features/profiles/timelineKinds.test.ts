import { describe, expect, it } from "vitest";

import { ENGLISH } from "@/languages";

import { KINDS, TYPES, wantedOf } from "./timelineKinds";

describe("the kinds of a timeline", () => {
  it("hold every event that has a word, each once, and no other", () => {
    const words = Object.keys(ENGLISH).filter((key) => /^event\.[A-Z]/.test(key));

    expect(
      Object.values(TYPES)
        .flat()
        .map((type) => `event.${type}`)
        .sort(),
    ).toEqual(words.sort());
  });

  it("are asked for by themselves, and together when none is chosen", () => {
    expect(wantedOf(undefined)).toEqual({ withEvents: true, withNotes: true });
    expect(wantedOf("notes")).toEqual({ withEvents: false, withNotes: true });
    expect(wantedOf("consent")).toEqual({
      withEvents: true,
      withNotes: false,
      types: ["CONSENT_GRANTED", "CONSENT_REVOKED"],
    });
    expect(KINDS.at(-1)).toBe("notes");
  });
});
