import { describe, expect, it } from "vitest";

import { SAVED, viewOf, viewWritten } from "./view";

const written = (address: string): string =>
  viewWritten(viewOf(new URLSearchParams(address))).toString();

describe("the view of the list of customers", () => {
  it.each([
    "",
    "search=ada",
    "groups=CHAMPIONS%2CLOYAL&scope=U2NvcGU6MQ%3D%3D",
    "recency=5&frequency=1",
    "registered=no&sort=-SPENT",
    "newIn=2026-03&country=TW&tag=vip",
  ])("stands in the address and comes back from it: %s", (address) => {
    expect(written(address)).toBe(address);
  });

  it("asks for a cell of the matrix by its scores", () => {
    const view = viewOf(new URLSearchParams("recency=5&frequency=1&scope=abc"));

    expect(view.variables.where).toEqual({
      rfm: { recency: [5], frequency: [1], scopeId: "abc" },
    });
  });

  it("asks for the new customers of a month", () => {
    expect(viewOf(new URLSearchParams("newIn=2026-03")).variables.where).toEqual({
      firstOrderedIn: "2026-03",
    });
  });

  it("asks for nothing that was not chosen", () => {
    expect(viewOf(new URLSearchParams()).variables).toEqual({
      sortBy: { field: "CREATED_AT", direction: "DESC" },
    });
  });

  it.each(["recency=0", "recency=x", "groups=NOBODY", "newIn=March"])(
    "leaves out nonsense: %s",
    (address) => {
      expect(viewOf(new URLSearchParams(address)).variables.where).toBeUndefined();
    },
  );

  it("has saved views that differ", () => {
    const addresses = SAVED.map((saved) => viewWritten(saved.view).toString());

    expect(new Set(addresses).size).toBe(SAVED.length);
  });
});
