/** What a mail looks like on a desktop and on a phone, in each of its languages, with sample values. */
import { useState, type ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";

import { CrmMailPreviewDocument, type CrmMailPreviewQuery } from "@/api/generated/graphql";
import { useAsk } from "@/api/useAsk";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { languageName } from "@/ui/languageName";
import { Loaded } from "@/ui/States";

import styles from "./MailPreview.module.css";
import { templateName } from "./templates";

type Preview = CrmMailPreviewQuery["crmMailPreview"];
type Way = "desktop" | "phone" | "text";
const WAYS: readonly Way[] = ["desktop", "phone", "text"];

interface Props {
  readonly template: string;
  readonly onClose: () => void;
}

export function MailPreview({ template, onClose }: Props): ReactNode {
  const intl = useIntl();
  const say = intl.formatMessage;
  const [languageCode, setLanguageCode] = useState(intl.locale);
  const [way, setWay] = useState<Way>("desktop");
  const answer = useAsk(CrmMailPreviewDocument, { template, languageCode });
  const title = say({ id: "preview.title" }, { template: templateName(say, template) });
  return (
    <Dialog title={title} onClose={onClose} isWide>
      <Loaded answer={answer} rows={8}>
        {({ crmMailPreview: preview }) => (
          <>
            <div className={styles["tools"]}>
              <Choice
                label={say({ id: "preview.language" })}
                value={preview.languageCode}
                options={preview.languages.map((one) => [one, languageName(intl.locale, one)])}
                onChange={setLanguageCode}
              />
              <Choice
                label={say({ id: "preview.width" })}
                value={way}
                options={WAYS.map((one) => [one, say({ id: `preview.${one}` })] as const)}
                onChange={(value) => setWay(value as Way)}
              />
            </div>
            <p>
              <FormattedMessage id="preview.subject" values={{ subject: preview.subject }} />
            </p>
            <Shown preview={preview} way={way} title={title} />
            <p className={styles["hint"]}>
              <FormattedMessage id="preview.sample" />
            </p>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

interface ShownProps {
  readonly preview: Preview;
  readonly way: Way;
  readonly title: string;
}

function Shown({ preview, way, title }: ShownProps): ReactNode {
  if (way === "text") return <pre className={styles["text"]}>{preview.text}</pre>;
  return (
    // An empty sandbox: no scripts, no forms, no links out, no access to this page.
    <iframe
      className={way === "phone" ? `${styles["frame"]} ${styles["phone"]}` : styles["frame"]}
      sandbox=""
      srcDoc={preview.html}
      title={title}
    />
  );
}
