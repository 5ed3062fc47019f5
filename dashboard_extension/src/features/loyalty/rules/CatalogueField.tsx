/** Products, categories or collections of a rule, chosen by name; what nobody knows can be named all the same. */
import { useEffect, useState, type ReactNode } from "react";

import {
  CrmCatalogueDocument,
  type CrmCatalogueKind,
  type CrmCatalogueQuery,
} from "@/api/generated/graphql";
import { useAsk, useAskNow } from "@/api/useAsk";
import { namesWith } from "@/ui/NamesField";
import { optionCalled, PickField, type Option } from "@/ui/PickField";
import { useSettled } from "@/ui/useSettled";

import { useTitles } from "./useTitles";

const SHOWN = 20;
const LETTER_MILLISECONDS = 200;

interface Props {
  readonly label: string;
  readonly kind: CrmCatalogueKind;
  readonly values: readonly string[];
  readonly onChange: (change: (values: readonly string[]) => readonly string[]) => void;
  /** What counts of what is typed and not added yet. */
  readonly pending: string;
  readonly onPending: (value: string) => void;
}

export function CatalogueField(props: Props): ReactNode {
  const { label, kind, values, onChange, pending, onPending } = props;
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [taken, setTaken] = useState<readonly Option[]>([]);
  const titleOf = useTitles(kind, values);
  const { found, isCut } = useFound(kind, text, isOpen);
  const valueCalled = useValueCalled(kind);
  const counted = optionCalled(found ?? [], text)?.value ?? text.trim();
  useEffect(() => {
    if (counted !== pending) onPending(counted);
  }, [counted, pending, onPending]);
  const add = (value: string): void => onChange((before) => namesWith(before, value));
  return (
    <PickField
      label={label}
      values={values}
      titleOf={(value) => taken.find((one) => one.value === value)?.title ?? titleOf(value)}
      options={found}
      isCut={isCut}
      isOpen={isOpen}
      onOpen={setOpen}
      text={text}
      onText={setText}
      onTake={(value) => {
        setTaken([...taken, ...(found ?? []).filter((one) => one.value === value)]);
        add(value);
      }}
      onTyped={(typed) => {
        if (found) return add(counted);
        // Typed faster than the CRM answers: it stands until the CRM says what is called so.
        add(typed);
        void valueCalled(typed).then((value) =>
          onChange((before) => [...new Set(before.map((one) => (one === typed ? value : one)))]),
        );
      }}
      onDrop={(left) => onChange(() => left)}
    />
  );
}

interface Found {
  /** Nothing while it is looked for; empty when it cannot be. */
  readonly found: readonly Option[] | undefined;
  readonly isCut: boolean;
}

/** Asks once somebody looks, and a moment after the last letter. */
function useFound(kind: CrmCatalogueKind, text: string, isOpen: boolean): Found {
  const search = useSettled(text.trim(), LETTER_MILLISECONDS);
  const answer = useAsk(
    CrmCatalogueDocument,
    { kind, search, first: SHOWN },
    { isEnabled: isOpen || search !== "" },
  );
  const isOld = search !== text.trim() || answer.isPlaceholderData;
  const found = isOld ? undefined : answer.error ? [] : optionsOf(answer.data);
  return { found, isCut: found?.length === SHOWN };
}

/** Returns a function that asks for the value of what is called so; what nothing is called stays as it is. */
function useValueCalled(kind: CrmCatalogueKind): (text: string) => Promise<string> {
  const askNow = useAskNow();
  return async (text) => {
    const wanted = { kind, search: text, first: SHOWN };
    const found = await askNow(CrmCatalogueDocument, wanted).then(optionsOf, () => []);
    return optionCalled(found ?? [], text)?.value ?? text;
  };
}

function optionsOf(answer: CrmCatalogueQuery | undefined): readonly Option[] | undefined {
  return answer?.crmCatalogue.map(({ id, name }) => ({ value: id, title: name }));
}
