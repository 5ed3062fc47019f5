import { describe, expect, it } from "vitest";

import { nameOf } from "./values";

describe("a customer's name", () => {
  it.each([
    ["Ann", "Lee", "Ann Lee"],
    ["小明", "王", "王小明"],
    ["민수", "김", "김민수"],
    ["花子", "山田", "山田花子"],
    ["さくら", "佐藤", "佐藤さくら"],
    ["David", "王", "David 王"],
    ["小明", "", "小明"],
    ["", "Lee", "Lee"],
    ["", "", "ann@example.com"],
  ])("of %s and %s is %s", (firstName, lastName, name) => {
    expect(nameOf({ firstName, lastName, email: "ann@example.com" })).toBe(name);
  });

  it("of nobody who is known is a dash", () => {
    expect(nameOf({ firstName: "", lastName: "", email: null })).toBe("–");
  });
});
