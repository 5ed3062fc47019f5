/** Corrects what is known about a shopper; only what was changed is sent, and an emptied field goes back to the host. */
import { Textarea } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { useIntl } from "react-intl";

import { CrmProfileUpdateDocument, type CrmProfileUpdateInput } from "@/api/generated/graphql";
import { useChange } from "@/api/useAsk";
import type { Words } from "@/languages";
import { Dialog } from "@/ui/Dialog";
import { Form, isRefused } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { notify } from "@/ui/Notices";

import type { Profile } from "./ProfilePage";

const LINES = [
  ["firstName", "profile.firstName"],
  ["lastName", "profile.lastName"],
  ["email", "profiles.email"],
  ["phone", "profile.phone"],
  ["city", "profile.city"],
  ["postalCode", "profile.postalCode"],
  ["countryCode", "profile.countryCode"],
  ["languageCode", "profile.language"],
  ["preferredPaymentMethod", "profile.payment"],
] as const satisfies readonly (readonly [
  keyof CrmProfileUpdateInput & keyof Profile,
  keyof Words,
])[];
const TEXTS = [
  ["productNeeds", "profile.needs"],
  ["buyingMotive", "profile.motive"],
] as const satisfies readonly (readonly [
  keyof CrmProfileUpdateInput & keyof Profile,
  keyof Words,
])[];
type Field = (typeof LINES)[number][0] | (typeof TEXTS)[number][0];
type Typed = Readonly<Record<Field, string>>;
const FIELDS: readonly Field[] = [...LINES, ...TEXTS].map(([field]) => field);

function typedFrom(profile: Profile): Typed {
  return Object.fromEntries(FIELDS.map((field) => [field, profile[field] ?? ""])) as Typed;
}

/** Returns the fields that differ; null empties one. */
function changesOf(before: Typed, after: Typed): Partial<Record<Field, string | null>> {
  const changed = FIELDS.filter((field) => before[field] !== after[field].trim());
  return Object.fromEntries(changed.map((field) => [field, after[field].trim() || null]));
}

function tagsOf(text: string): string[] {
  return [...new Set(text.split(",").map((tag) => tag.trim()))].filter((tag) => tag !== "");
}

interface Props {
  readonly profile: Profile;
  readonly onClose: () => void;
}

export function EditProfile({ profile, onClose }: Props): ReactNode {
  const say = useIntl().formatMessage;
  const before = typedFrom(profile);
  const [typed, setTyped] = useState(before);
  const [tags, setTags] = useState(profile.tags.join(", "));
  const change = useChange(CrmProfileUpdateDocument);
  const wanted = tagsOf(tags);
  const input: CrmProfileUpdateInput = {
    id: profile.id,
    ...changesOf(before, typed),
    addTags: wanted.filter((tag) => !profile.tags.includes(tag)),
    removeTags: profile.tags.filter((tag) => !wanted.includes(tag)),
  };
  const submit = (): void => {
    change.mutate(
      // What was bought is not shown here; not everybody may ask for it.
      { input, withOrders: false },
      {
        onSuccess: () => {
          notify({ status: "success", title: say({ id: "profile.saved" }) });
          onClose();
        },
      },
    );
  };
  const put = (field: Field, value: string): void => setTyped({ ...typed, [field]: value });
  return (
    <Dialog title={say({ id: "profile.about" })} onClose={onClose}>
      <Form error={change.error} isPending={change.isPending} onSubmit={submit} onCancel={onClose}>
        {LINES.map(([field, word]) => (
          <Input
            key={field}
            label={say({ id: word })}
            value={typed[field]}
            error={isRefused(change.error, field)}
            onChange={(event) => put(field, event.target.value)}
          />
        ))}
        {TEXTS.map(([field, word]) => (
          <Textarea
            key={field}
            label={say({ id: word })}
            value={typed[field]}
            rows={2}
            onChange={(event) => put(field, event.target.value)}
          />
        ))}
        <Input
          label={say({ id: "profiles.tags" })}
          helperText={say({ id: "profile.tagsHint" })}
          value={tags}
          onChange={(event) => setTags(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}
