/** The words for what the contract names by code: fields, faults, problems of rows; its own message where there are none. */
import type { IntlShape } from "react-intl";

import { ENGLISH, type Words } from "@/languages";

type Say = IntlShape["formatMessage"];

function isWord(id: string): id is keyof Words {
  return id in ENGLISH;
}

function wordOr(say: Say, id: string, otherwise: string): string {
  return isWord(id) ? say({ id }) : otherwise;
}

export function fieldName(say: Say, name: string): string {
  return wordOr(say, `imports.field.${name}`, name);
}

/** Returns one sentence on a field, where its name does not say enough. */
export function fieldAbout(say: Say, name: string): string {
  return wordOr(say, `imports.about.${name}`, "");
}

export function problemText(
  say: Say,
  code: string,
  message: string,
  column?: string | null,
): string {
  const name = code === "missing" && !column ? "dateless" : code;
  return wordOr(say, `imports.problem.${name}`, message);
}

export function skipText(say: Say, code: string): string {
  return wordOr(say, `imports.skip.${code}`, code);
}

interface Fault {
  readonly field: string | null;
  readonly message: string;
}

export function faultText(say: Say, { field, message }: Fault): string {
  if (field === null) return message;
  const id = `imports.fault.${field}`;
  if (isWord(id)) return say({ id }, { message });
  return say({ id: "imports.fault.other" }, { place: field, message });
}

/** Returns our word for a value of a field: a status, or yes or no. */
export function valueText(say: Say, field: string, text: string): string {
  if (field === "status") return wordOr(say, `imports.status.${text}`, text);
  if (field === "consent") return wordOr(say, `imports.${text}`, text);
  return text;
}
