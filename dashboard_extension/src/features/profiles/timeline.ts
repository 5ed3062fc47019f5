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

function reason(details: Details): string {
  return typeof details["reason"] === "string" ? details["reason"] : "";
}

/** A kind of event that this page does not know yet is still shown. */
export function eventWord(type: string): keyof Words {
  const word = `event.${type}`;
  return word in ENGLISH ? (word as keyof Words) : "event.other";
}
