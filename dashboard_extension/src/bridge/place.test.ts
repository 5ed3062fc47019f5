import { describe, expect, it } from "vitest";

import { appPageAddress, isAtLeast, ownSearch, placeOf, saleorEndpointOf, toldOf } from "./place";

const ADDRESS =
  "?domain=api.example.com&saleorApiUrl=https%3A%2F%2Fapi.example.com%2Fgraphql%2F&id=QXBwOjE%3D&theme=dark&customerId=VXNlcjox";

describe("where the page runs", () => {
  it("is the Dashboard when it is framed with Saleor's address", () => {
    expect(placeOf(ADDRESS, true)).toEqual({
      isInDashboard: true,
      saleorApiUrl: "https://api.example.com/graphql/",
      theme: "dark",
      appId: "QXBwOjE=",
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

describe("the page's own part of an address", () => {
  it.each([
    [ADDRESS, ""],
    [`${ADDRESS}&groups=CHAMPIONS&featureFlags%5Bx%5D=1`, "?groups=CHAMPIONS"],
    ["?search=ada", "?search=ada"],
    ["", ""],
  ])("of %s is %s", (search, own) => {
    expect(ownSearch(search)).toBe(own);
  });
});

describe("what the Dashboard told of itself", () => {
  it("is kept without what belongs to one page or moment", () => {
    expect(toldOf(`${ADDRESS}&groups=CHAMPIONS`)).toBe(
      "domain=api.example.com&saleorApiUrl=https%3A%2F%2Fapi.example.com%2Fgraphql%2F&id=QXBwOjE%3D",
    );
    expect(toldOf("?groups=CHAMPIONS")).toBe("");
  });
});

describe("the address of a page of the App", () => {
  it.each([
    ["3.21.17", "/apps/QXBwOjE%3D/app/customers"],
    ["3.22.0", "/extensions/app/QXBwOjE%3D/customers"],
    ["3.23.27", "/extensions/app/QXBwOjE%3D/customers"],
    ["4.0.0", "/extensions/app/QXBwOjE%3D/customers"],
    ["", "/extensions/app/QXBwOjE%3D/customers"],
    [undefined, "/extensions/app/QXBwOjE%3D/customers"],
  ])("in Dashboard %s is %s", (version, address) => {
    expect(appPageAddress("QXBwOjE=", version, "/customers")).toBe(address);
  });
});

describe("a version", () => {
  it.each([
    ["3.22.44", false],
    ["3.23.0", true],
    ["3.24.0-a.0", true],
    ["4.0", true],
    ["2.99", false],
  ])("%s is at least 3.23: %s", (version, is) => {
    expect(isAtLeast(version, [3, 23])).toBe(is);
  });
});

describe("Saleor's own endpoint", () => {
  it.each([
    ["https://api.example.com/plugins/saleor.crm/dashboard/", "https://api.example.com/graphql/"],
    ["https://example.com/shop/plugins/saleor.crm/dashboard/", "https://example.com/shop/graphql/"],
    ["https://crm.example.com/dashboard/", null],
    ["https://crm.example.com/", null],
  ])("beside %s is %s", (base, endpoint) => {
    expect(saleorEndpointOf(base)).toBe(endpoint);
  });
});
