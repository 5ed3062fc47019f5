/** The few details of a timeline event that people read. */
import type { IntlShape } from "react-intl";

import { ENGLISH, type Words } from "@/languages";

type Details = Readonly<Record<string, unknown>>;

export function detailsOf(text: string): Details {
  try {
    return JSON.parse(text) as Details;
  } catch {
    return {};
  }
}

export function eventDetail(intl: IntlShape, details: Details): string {
  return [
    order(details),
    money(intl, details),
    points(intl, details),
    move(intl, details),
    mail(details),
    consent(details),
    reason(details),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function order(details: Details): string {
  const { number, order_reference: reference } = details;
  if (typeof number === "string" && number) return `#${number}`;
  return typeof reference === "string" ? `#${reference.split(":").at(-1) ?? ""}` : "";
}

function money(intl: IntlShape, details: Details): string {
  const { total_minor: minor, currency } = details;
  if (typeof minor !== "number" || typeof currency !== "string") return "";
  const format = new Intl.NumberFormat(intl.locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

function points(intl: IntlShape, details: Details): string {
  return typeof details["points"] === "number"
    ? intl.formatMessage({ id: "points.count" }, { points: details["points"] })
    : "";
}

function move(intl: IntlShape, details: Details): string {
  const { from_group: from, to_group: to } = details;
  if (typeof from !== "string" || typeof to !== "string") return "";
  const say = (group: string): string => {
    const word = `group.${group.toUpperCase()}`;
    return word in ENGLISH ? intl.formatMessage({ id: word as keyof Words }) : group;
  };
  return `${say(from)} → ${say(to)}`;
}

function mail(details: Details): string {
  return typeof details["template"] === "string" ? details["template"] : "";
}

function consent(details: Details): string {
  const { channel, topic } = details;
  if (typeof channel !== "string") return "";
  return typeof topic === "string" && topic ? `${channel} · ${topic}` : channel;
}

function reason(details: Details): string {
  return typeof details["reason"] === "string" ? details["reason"] : "";
}

export interface TierMove {
  readonly program: string;
  /** The short names of the tiers before and after; none where the shopper had or has no tier. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Why, where the event does not say it already. */
  readonly why: keyof Words | undefined;
}

/** Returns the change of tier that an event tells of, if it does. */
export function tierMove(details: Details): TierMove | undefined {
  const { program, tier, previous_tier: previous, reason: why } = details;
  if (typeof program !== "string" || !("previous_tier" in details)) return undefined;
  const word = `tiers.${typeof why === "string" ? why.toUpperCase() : ""}`;
  return {
    program,
    from: typeof previous === "string" ? previous : undefined,
    to: typeof tier === "string" ? tier : undefined,
    why: word in ENGLISH && word !== "tiers.REACHED" ? (word as keyof Words) : undefined,
  };
}

/** A kind of event that this page does not know yet is still shown. */
export function eventWord(type: string): keyof Words {
  const word = `event.${type}`;
  return word in ENGLISH ? (word as keyof Words) : "event.other";
}
