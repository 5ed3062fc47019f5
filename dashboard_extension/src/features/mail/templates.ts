/** The names of mail templates as people read them. */
import type { IntlShape } from "react-intl";

const NAMES = {
  welcome: "automations.welcome",
  "points-earned": "automations.points-earned",
} as const;

/** Returns the name of a template; one of a merchant or an extension has its own short name. */
export function templateName(say: IntlShape["formatMessage"], template: string): string {
  const word = NAMES[template as keyof typeof NAMES];
  return word ? say({ id: word }) : template;
}
