/** Days of a program's calendar as the instants that the contract takes; `zone` is the program's, not the reader's. */

const DAY_MILLISECONDS = 86_400_000;

/** Returns the instant at which a day, written as 2026-01-31, begins in a zone; clocks may skip its midnight. */
export function dayStart(day: string, zone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const around = [midnight - DAY_MILLISECONDS, midnight + DAY_MILLISECONDS];
  const starts = around
    .map((at) => midnight - offsetOf(at, zone))
    .filter((at) => dayOf(at, zone) === day);
  return new Date(Math.min(...starts)).toISOString();
}

/** Returns the first instant after a day: where a window ends whose last day it is. */
export function dayEnd(day: string, zone: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MILLISECONDS);
  return dayStart(next.toISOString().slice(0, 10), zone);
}

/** Returns the last day of a window that ends before `end`; empty without an end. */
export function lastDayOf(end: string | null | undefined, zone: string): string {
  return end ? dayOf(new Date(end).getTime() - 1, zone) : "";
}

/** Returns the first day of a window that starts at `start`; empty without a start. */
export function firstDayOf(start: string | null | undefined, zone: string): string {
  return start ? dayOf(new Date(start).getTime(), zone) : "";
}

function dayOf(at: number, zone: string): string {
  return new Date(at + offsetOf(at, zone)).toISOString().slice(0, 10);
}

/** Returns how far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
function offsetOf(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
