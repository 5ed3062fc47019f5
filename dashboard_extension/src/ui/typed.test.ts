import { describe, expect, it } from "vitest";

import { amountOf } from "./typed";

describe("an amount of money that people type", () => {
  it.each([
    ["12", "EUR", "12"],
    ["12.5", "EUR", "12.5"],
    ["12,50", "EUR", "12.50"],
    [" 1 250,50 ", "EUR", "1250.50"],
    ["0.1", "EUR", "0.1"],
    ["90071992547409931.99", "EUR", "90071992547409931.99"],
    ["1.250", "KWD", "1.250"],
    // The language gives it no decimals, and the CRM two.
    ["12.50", "HUF", "12.50"],
    ["12.50", "", "12.50"],
    ["1,250", "EUR", null],
    ["1,250.50", "EUR", null],
    ["1.250,50", "EUR", null],
    ["1.2505", "KWD", null],
    ["-1", "EUR", null],
    ["1e3", "EUR", null],
    ["ten", "EUR", null],
    ["", "EUR", null],
  ])("%j in %s is %j", (text, currency, amount) => {
    expect(amountOf(text, currency)).toBe(amount);
  });
});
