/** A topic's words as a form holds them, and what of them can be sent. */
import type { CrmTopicFieldsFragment, CrmTopicTextInput } from "@/api/generated/graphql";

export type Topic = CrmTopicFieldsFragment;

/** The words in one language while they are typed; `key` keeps its fields apart from the others'. */
export interface Draft {
  readonly key: number;
  readonly languageCode: string;
  readonly name: string;
  readonly description: string;
}

const SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Returns the language of a draft as the contract writes it; empty before it is typed. */
export function codeOf(draft: Draft): string {
  return draft.languageCode.trim().toLowerCase().replaceAll("_", "-");
}

/** Returns the topic's name for a reader of `locale`: his language, a wider or narrower one, English, any. */
export function topicName(topic: Topic, locale: string): string {
  const wanted = locale.toLowerCase();
  const [base = ""] = wanted.split("-");
  const found =
    topic.texts.find((text) => text.languageCode === wanted) ??
    topic.texts.find((text) => text.languageCode.split("-")[0] === base) ??
    topic.texts.find((text) => text.languageCode === "en") ??
    topic.texts[0];
  return found?.name ?? topic.slug;
}

/** Returns whether a new topic may have this slug; saving one that is there would overwrite its words. */
export function isSlugFree(slug: string, topics: readonly Topic[]): boolean {
  return SLUG.test(slug) && topics.every((topic) => topic.slug !== slug);
}

/** Returns the place behind every topic that there is. */
export function placeAfter(topics: readonly Topic[]): number {
  return Math.max(-1, ...topics.map((topic) => topic.position)) + 1;
}

/** Returns whether another draft before this one has the same language: the contract keeps one of each. */
export function isTwice(draft: Draft, drafts: readonly Draft[]): boolean {
  const first = drafts.find((one) => codeOf(one) === codeOf(draft));
  return codeOf(draft) !== "" && first !== draft;
}

/** Returns the words to send; null while a language or a name is missing, or a language is there twice. */
export function textsGiven(drafts: readonly Draft[]): CrmTopicTextInput[] | null {
  const isComplete = drafts.every(
    (draft) => codeOf(draft) !== "" && draft.name.trim() !== "" && !isTwice(draft, drafts),
  );
  if (!isComplete || drafts.length === 0) return null;
  return drafts.map((draft) => ({
    languageCode: codeOf(draft),
    name: draft.name.trim(),
    description: draft.description.trim(),
  }));
}
