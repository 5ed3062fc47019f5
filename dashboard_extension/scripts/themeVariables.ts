/** Writes macaw-ui's themes as plain CSS, so that a widget need not load the library to look like the Dashboard. */
import { themes, vars } from "@saleor/macaw-ui";
import type { Plugin } from "vite";

type Tokens = { [name: string]: string | Tokens };

const VIRTUAL = "virtual:macaw-theme.css";
const SELECTORS = {
  defaultLight: ":root, [data-theme='light']",
  defaultDark: "[data-theme='dark']",
} as const;

// macaw-ui's quiet text has a contrast of 4.1 (light) and 3.7 (dark); WCAG 2.2 §1.4.3 asks for 4.5.
const READABLE = {
  defaultLight: "--mu-colors-text-default2:hsla(210,4%,38%,1)",
  defaultDark: "--mu-colors-text-default2:hsla(230,16%,70%,1)",
} as const;

function declarations(names: Tokens, values: Tokens): string[] {
  return Object.entries(names).flatMap(([key, name]) => {
    const value = values[key];
    if (typeof name !== "string") return declarations(name, value as Tokens);
    const variable = /--[\w-]+/.exec(name)?.[0];
    return variable && typeof value === "string" ? [`${variable}:${value}`] : [];
  });
}

export function themeCss(): string {
  return Object.entries(SELECTORS)
    .map(([name, selector]) => {
      const theme = name as keyof typeof SELECTORS;
      const values = themes[theme] as unknown as Tokens;
      const own = declarations(vars as unknown as Tokens, values);
      return `${selector}{${[...own, READABLE[theme]].join(";")}}`;
    })
    .join("\n");
}

export function themeVariables(): Plugin {
  return {
    name: "macaw-theme-variables",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load: (id) => (id === `\0${VIRTUAL}` ? themeCss() : undefined),
  };
}

/** Leaves one variable font of the many that macaw-ui's stylesheet names: the page is served from a wheel. */
export function oneFont(): Plugin {
  return {
    name: "one-font",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("macaw-ui/dist/style.css")) return undefined;
      return code.replace(/@font-face\{[^}]*\}/g, (face) =>
        face.includes("Inter-roman.var") ? face : "",
      );
    },
  };
}
