/** A preview with what was chosen since it was asked for, so that the page follows at once. */
import type { CrmImportChoicesInput } from "@/api/generated/graphql";

import type { Preview } from "./useImportPreview";

export function overlaid(preview: Preview, choices: CrmImportChoicesInput): Preview {
  const { columns, words, ...rest } = choices;
  return {
    ...preview,
    format: { ...preview.format, ...chosenOf(rest) },
    columns: columns
      ? preview.columns.map(({ name, samples }) => {
          const field = columns.find((one) => one.column === name)?.field ?? null;
          return { name, samples, field };
        })
      : preview.columns,
    words: preview.words.map((word) => {
      const chosen = words?.findLast((one) => one.field === word.field && one.cell === word.cell);
      return chosen ? { ...word, meaning: chosen.meaning || null } : word;
    }),
  };
}

function chosenOf(
  choices: Omit<CrmImportChoicesInput, "columns" | "words">,
): Partial<Preview["format"]> {
  const told = Object.entries(choices).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(told) as Partial<Preview["format"]>;
}
