/** Asks what an import would make of the chosen file, anew a moment after each choice. */
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useIntl } from "react-intl";

import { ask, type AskError } from "@/api/client";
import {
  CrmImportPreviewDocument,
  type CrmImportChoicesInput,
  type CrmImportKind,
  type CrmImportPreviewQuery,
} from "@/api/generated/graphql";
import { useSettled } from "@/ui/useSettled";

import type { Beginning } from "./beginning";

export type Preview = CrmImportPreviewQuery["crmImportPreview"];
const CHOICE_MILLISECONDS = 300;

/** What a merchant has chosen of one file. */
export interface Chosen {
  readonly kind: CrmImportKind;
  readonly mapping: string;
  readonly choices: CrmImportChoicesInput;
}

/** A file as it was chosen; `number` tells two choices of the same file apart. */
export interface ChosenFile {
  readonly number: number;
  readonly file: File;
  readonly beginning: Beginning;
}

interface Answer extends Pick<UseQueryResult<Preview, AskError>, "data" | "error" | "refetch"> {
  /** Whether the answer is the one to what is chosen now. */
  readonly isCurrent: boolean;
}

export function useImportPreview(chosenFile: ChosenFile, chosen: Chosen): Answer {
  const { locale } = useIntl();
  const settled = useSettled(chosen, CHOICE_MILLISECONDS);
  const answer = useQuery<Preview, AskError>({
    // The file is personal: it stands in no key, and its answer is forgotten with the page.
    queryKey: ["import preview", chosenFile.number, settled, locale],
    queryFn: async () => {
      const input = {
        ...settled,
        content: chosenFile.beginning.content,
        isWhole: chosenFile.beginning.isWhole,
        languageCode: locale,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        madeAt: new Date(chosenFile.file.lastModified).toISOString(),
      };
      return (await ask(CrmImportPreviewDocument, { input })).crmImportPreview;
    },
    staleTime: Infinity,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  return {
    data: answer.data,
    error: answer.error,
    refetch: answer.refetch,
    isCurrent: settled === chosen && !answer.isPlaceholderData && answer.data !== undefined,
  };
}
