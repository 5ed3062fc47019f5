import { describe, expect, it } from "vitest";

import { themeCss } from "./themeVariables";

describe("macaw-ui's themes as CSS", () => {
  const [light, dark] = themeCss().split("\n");

  it.each([
    "--mu-colors-background-default1",
    "--mu-colors-text-default2",
    "--mu-colors-border-critical1",
  ])("has %s in both themes, with other values", (name) => {
    const value = (css: string | undefined): string | undefined =>
      new RegExp(`${name}:([^;}]+)`).exec(css ?? "")?.[1];

    expect(value(light)).toMatch(/^hsla?\(/);
    expect(value(dark)).toMatch(/^hsla?\(/);
    expect(value(dark)).not.toBe(value(light));
  });
});
