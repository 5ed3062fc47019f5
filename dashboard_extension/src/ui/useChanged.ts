/** A change with its notice: what every button of a list needs. */
import { useIntl } from "react-intl";

import { useChange } from "@/api/useAsk";
import type { TypedDocumentString } from "@/api/generated/graphql";
import type { Words } from "@/languages";

import { notify } from "./Notices";

interface Changer<Variables> {
  readonly isPending: boolean;
  readonly run: (variables: Variables, onDone?: () => void) => void;
  readonly error: Error | null;
}

/** Returns what runs a change and says what became of it; a refusal is said in the words of the CRM. */
export function useChanged<Data extends object, Variables>(
  document: TypedDocumentString<Data, Variables>,
  doneWord: keyof Words | ((data: Data) => keyof Words),
): Changer<Variables> {
  const say = useIntl().formatMessage;
  const change = useChange(document);
  return {
    isPending: change.isPending,
    error: change.error,
    run: (variables, onDone) => {
      change.mutate(variables, {
        onSuccess: (data) => {
          const word = typeof doneWord === "function" ? doneWord(data) : doneWord;
          notify({ status: "success", title: say({ id: word }) });
          onDone?.();
        },
        onError: (error) => {
          notify({ status: "error", title: say({ id: "state.refused" }), text: error.message });
        },
      });
    },
  };
}
