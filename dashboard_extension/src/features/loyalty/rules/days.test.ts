import { describe, expect, it } from "vitest";

import { dayEnd, dayStart, lastDayOf } from "./days";

describe("a day of the program's calendar", () => {
  it.each([
    ["2026-01-01", "UTC", "2026-01-01T00:00:00.000Z"],
    ["2026-01-01", "Asia/Taipei", "2025-12-31T16:00:00.000Z"],
    ["2026-07-01", "America/New_York", "2026-07-01T04:00:00.000Z"],
    // The night in which clocks go forward begins as any other, the day after it an hour earlier.
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    // Here clocks skip midnight: the day begins at one o'clock.
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    // Here midnight comes twice: the day begins at the first.
    ["2026-11-01", "America/Havana", "2026-11-01T04:00:00.000Z"],
  ])("%s in %s begins at %s", (day, zone, instant) => {
    expect(dayStart(day, zone)).toBe(instant);
  });

  it("is the last of a window that ends with it, across a month and a year", () => {
    expect(dayEnd("2026-12-31", "Asia/Taipei")).toBe("2026-12-31T16:00:00.000Z");
    expect(lastDayOf("2026-12-31T16:00:00.000Z", "Asia/Taipei")).toBe("2026-12-31");
    expect(lastDayOf("2026-12-31T16:00:01.000Z", "Asia/Taipei")).toBe("2027-01-01");
    expect(lastDayOf(null, "Asia/Taipei")).toBe("");
  });
});
