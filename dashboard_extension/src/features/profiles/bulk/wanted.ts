/** Whom work on many customers is for. */
import type { CrmProfileWhereInput } from "@/api/generated/graphql";

export interface Wanted {
  readonly where?: CrmProfileWhereInput;
  readonly search?: string;
  readonly count: number;
}
