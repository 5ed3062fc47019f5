/** Starts, pauses or closes a program; what that means for shoppers is said first. */
import { useState, type ReactNode } from "react";
import { FormattedMessage } from "react-intl";

import {
  CrmProgramActivateDocument,
  CrmProgramCloseDocument,
  CrmProgramPauseDocument,
} from "@/api/generated/graphql";
import { ChangeButton } from "@/ui/ChangeButton";
import { Confirm } from "@/ui/Confirm";
import { useChanged } from "@/ui/useChanged";

import type { Program } from "./revision";

type Step = "activate" | "pause" | "close";

export function SwitchProgram({ program }: { readonly program: Program }): ReactNode {
  const [step, setStep] = useState<Step>();
  if (program.status === "CLOSED") return null;
  const next: Step = program.status === "ACTIVE" ? "pause" : "activate";
  return (
    <>
      <ChangeButton
        does={next === "pause" ? "crmProgramPause" : "crmProgramActivate"}
        variant="secondary"
        onClick={() => setStep(next)}
      >
        <FormattedMessage id={`program.${next}`} />
      </ChangeButton>
      {program.status === "DRAFT" ? null : (
        <ChangeButton does="crmProgramClose" variant="tertiary" onClick={() => setStep("close")}>
          <FormattedMessage id="program.close" />
        </ChangeButton>
      )}
      {step ? <AskFirst program={program} step={step} onClose={() => setStep(undefined)} /> : null}
    </>
  );
}

interface Props {
  readonly program: Program;
  readonly step: Step;
  readonly onClose: () => void;
}

function AskFirst({ program, step, onClose }: Props): ReactNode {
  const changes = {
    activate: useChanged(CrmProgramActivateDocument, "program.activated"),
    pause: useChanged(CrmProgramPauseDocument, "program.paused"),
    close: useChanged(CrmProgramCloseDocument, "program.closed"),
  };
  const change = changes[step];
  return (
    <Confirm
      word={`program.${step}`}
      error={change.error}
      isPending={change.isPending}
      isDestructive={step !== "activate"}
      onConfirm={() => change.run({ input: { program: program.slug } }, onClose)}
      onClose={onClose}
    >
      <p>
        <FormattedMessage id={`program.${step}How`} />
      </p>
    </Confirm>
  );
}
