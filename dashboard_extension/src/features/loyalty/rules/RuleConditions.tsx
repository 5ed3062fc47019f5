/** When a rule holds: which orders, for whom, which products; what is left empty may be anything. */
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import type { CrmCatalogueKind } from "@/api/generated/graphql";
import { GROUPS, groupWord } from "@/features/overview/groups";
import type { Words } from "@/languages";
import { Checkbox } from "@/ui/Checkbox";
import { ChoicesField } from "@/ui/ChoicesField";
import { FormPart } from "@/ui/FormPart";
import { Input } from "@/ui/Input";
import { NamesField } from "@/ui/NamesField";

import { TiersField } from "../tiers/TiersField";
import { CatalogueField } from "./CatalogueField";
import type { PartProps } from "./RuleForm";
import { namesOf, type ListName, type Typed } from "./terms";
import { usePrograms } from "./usePrograms";

const GOODS = [
  ["products", "PRODUCT"],
  ["productsExcluded", "PRODUCT"],
  ["categories", "CATEGORY"],
  ["categoriesExcluded", "CATEGORY"],
  ["collections", "COLLECTION"],
  ["collectionsExcluded", "COLLECTION"],
] as const satisfies readonly (readonly [ListName, CrmCatalogueKind])[];

interface Props extends PartProps {
  readonly program: string | undefined;
}

export function RuleConditions(props: Props): ReactNode {
  return (
    <>
      <Orders {...props} />
      <People {...props} />
      <Products {...props} />
    </>
  );
}

/** Returns how many conditions a part holds, in words; nothing when it asks for nothing. */
function useHolds(): (typed: Typed, names: readonly ListName[], more?: number) => string {
  const say = useIntl().formatMessage;
  return (typed, names, more = 0) => {
    const count = more + names.reduce((sum, name) => sum + namesOf(typed, name).length, 0);
    return say({ id: "rules.holds" }, { count });
  };
}

function useNames({
  typed,
  put,
}: PartProps): (name: ListName, word: keyof Words, suggested?: readonly string[]) => ReactNode {
  const say = useIntl().formatMessage;
  return (name, word, suggested = []) => (
    <NamesField
      key={name}
      label={say({ id: word })}
      values={typed.lists[name]}
      suggestions={suggested.map((value) => ({ value }))}
      onChange={(values) => put({ lists: { ...typed.lists, [name]: values } })}
      text={typed.pending[name] ?? ""}
      onText={(text) => put({ pending: { ...typed.pending, [name]: text } })}
    />
  );
}

function Orders(props: Props): ReactNode {
  const { typed, put, problemOf } = props;
  const say = useIntl().formatMessage;
  const names = useNames(props);
  const { channels, currencies } = usePrograms();
  const more = (typed.basisMin.trim() ? 1 : 0) + (typed.isFirstOrder ? 1 : 0);
  return (
    <FormPart
      title={say({ id: "rules.whichOrders" })}
      holds={useHolds()(typed, ["channels", "currencies"], more)}
      isFaulty={problemOf("basisMin") !== undefined}
    >
      {names("channels", "rules.channels", channels)}
      {names("currencies", "rules.currencies", currencies)}
      <Input
        label={say({ id: "rules.basisMin" })}
        inputMode="decimal"
        value={typed.basisMin}
        problem={problemOf("basisMin")}
        helperText={say({ id: "rules.basisMinHint" })}
        onChange={(event) => put({ basisMin: event.target.value })}
      />
      <Checkbox
        label={say({ id: "rules.firstOrder" })}
        isOn={typed.isFirstOrder}
        onChange={(isFirstOrder) => put({ isFirstOrder })}
      />
    </FormPart>
  );
}

function People({ typed, put, program }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const chosen = (name: ListName) => (values: readonly string[]) =>
    put({ lists: { ...typed.lists, [name]: values } });
  return (
    <FormPart title={say({ id: "rules.whom" })} holds={useHolds()(typed, ["tiers", "groups"])}>
      <TiersField program={program} values={typed.lists.tiers} onChange={chosen("tiers")} />
      <ChoicesField
        label={say({ id: "group.title" })}
        values={typed.lists.groups}
        options={GROUPS.map((group) => [group, say({ id: groupWord(group) })] as const)}
        onChange={chosen("groups")}
      />
      <p>
        <FormattedMessage id="rules.whomHint" />
      </p>
    </FormPart>
  );
}

function Products({ typed, put }: Props): ReactNode {
  const say = useIntl().formatMessage;
  return (
    <FormPart
      title={say({ id: "rules.whichProducts" })}
      holds={useHolds()(
        typed,
        GOODS.map(([name]) => name),
      )}
    >
      {GOODS.map(([name, kind]) => (
        <CatalogueField
          key={name}
          label={say({ id: `rules.${name}` })}
          kind={kind}
          values={typed.lists[name]}
          onChange={(change) =>
            put(({ lists }) => ({ lists: { ...lists, [name]: change(lists[name]) } }))
          }
          pending={typed.pending[name] ?? ""}
          onPending={(value) =>
            put((before) => ({ pending: { ...before.pending, [name]: value } }))
          }
        />
      ))}
      <p>
        <FormattedMessage id="rules.productsHint" />
      </p>
    </FormPart>
  );
}
