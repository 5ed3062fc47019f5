import { describe, expect, it } from "vitest";

import { slugNew } from "./slug";

describe("the short name of something new", () => {
  it.each([
    ["Gold Card", "gold-card"],
    ["Café 24", "cafe-24"],
    ["金卡", "tier-91d1-5361"],
    ["Золото", "tier-417-43e-43b-43e-442-43e"],
  ])("of “%s” is %s", (name, slug) => {
    expect(slugNew(name, "tier")).toBe(slug);
  });
});
