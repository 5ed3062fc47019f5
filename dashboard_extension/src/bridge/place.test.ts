import { describe, expect, it } from "vitest";

import { placeOf } from "./place";

const ADDRESS =
  "?domain=api.example.com&saleorApiUrl=https%3A%2F%2Fapi.example.com%2Fgraphql%2F&theme=dark&customerId=VXNlcjox";

describe("where the page runs", () => {
  it("is the Dashboard when it is framed with Saleor's address", () => {
    expect(placeOf(ADDRESS, true)).toEqual({
      isInDashboard: true,
      saleorApiUrl: "https://api.example.com/graphql/",
      theme: "dark",
      customerId: "VXNlcjox",
      orderId: null,
    });
  });

  it.each([
    [ADDRESS, false],
    ["", true],
    ["?theme=light", true],
  ])("is alone otherwise: %s, framed %s", (search, isFramed) => {
    expect(placeOf(search, isFramed).isInDashboard).toBe(false);
  });

  it("leaves out a theme that does not exist", () => {
    expect(placeOf("?theme=pink", true).theme).toBeNull();
  });
});
