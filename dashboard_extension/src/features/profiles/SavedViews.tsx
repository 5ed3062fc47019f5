/** The views that come with the CRM, one's own, and the way to keep the present one. */
import { Button } from "@saleor/macaw-ui";
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { Link } from "react-router";

import { Dialog } from "@/ui/Dialog";
import { Form } from "@/ui/Form";
import { Input } from "@/ui/Input";
import { notify } from "@/ui/Notices";

import { useOwnViews } from "./ownViews";
import styles from "./Profiles.module.css";
import { SAVED, viewWritten } from "./view";

export function SavedViews({ search }: { readonly search: string }): ReactNode {
  const say = useIntl().formatMessage;
  const [views, setViews] = useOwnViews();
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const close = (): void => setNaming(false);
  const save = (): void => {
    const others = views.filter((one) => one.name !== name.trim());
    setViews([...others, { name: name.trim(), search }]);
    notify({ status: "success", title: say({ id: "views.saved" }) });
    close();
  };
  return (
    <nav className={styles["saved"]} aria-label={say({ id: "profiles.saved" })}>
      {SAVED.map((saved) => (
        <Link key={saved.word} to={`?${viewWritten(saved.view).toString()}`}>
          <FormattedMessage id={saved.word} />
        </Link>
      ))}
      {views.map((view) => (
        <span key={view.name}>
          <Link to={`?${view.search}`}>{view.name}</Link>{" "}
          <button
            type="button"
            className={styles["chip"]}
            aria-label={`${say({ id: "views.delete" })}: ${view.name}`}
            onClick={() => setViews(views.filter((one) => one !== view))}
          >
            ×
          </button>
        </span>
      ))}
      <Button size="small" variant="tertiary" onClick={() => setNaming(true)}>
        <FormattedMessage id="views.save" />
      </Button>
      {isNaming ? (
        <Dialog title={say({ id: "views.save" })} onClose={close}>
          <Form
            error={null}
            isPending={false}
            canSubmit={name.trim() !== ""}
            onSubmit={save}
            onCancel={close}
          >
            <Input
              label={say({ id: "views.name" })}
              value={name}
              maxLength={60}
              onChange={(event) => setName(event.target.value)}
            />
          </Form>
        </Dialog>
      ) : null}
    </nav>
  );
}
