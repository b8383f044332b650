/** Where a stage ends on the baseball diamond. */
export type Base = "first" | "second" | "third" | "home";

/** `strict` refuses a blocked move; `advisory` allows it with a reason and counts the deal as hollow. */
export type GatePolicy = "strict" | "advisory";

export type EvidenceKind = "text" | "date" | "amount" | "link" | "choice";
export type Confirmer = "rep" | "buyer";

export type Theme =
  | "decision_maker"
  | "problem"
  | "need"
  | "compelling_reason"
  | "cost_of_problem"
  | "funds"
  | "decision_process";

export interface Objection {
  readonly objection: string;
  readonly response: string;
}

/** A criterion as the company wrote it. `weight` is in percent with at most two decimals. */
export interface CriterionDocument {
  readonly key: string;
  readonly name: string;
  readonly weight: number;
  readonly required?: boolean | undefined;
  readonly theme?: Theme | null | undefined;
  readonly evidence?: EvidenceKind | null | undefined;
  /** What may be chosen, where the evidence is a choice; absent or null for anything. */
  readonly choices?: readonly string[] | null | undefined;
  readonly confirmed_by?: Confirmer | null | undefined;
  /** Percentages of the weight that may be earned, ascending, ending at 100; absent or null for yes/no. */
  readonly levels?: readonly number[] | null | undefined;
  readonly allow_not_applicable?: boolean | undefined;
  readonly questions?: readonly string[] | undefined;
  readonly objections?: readonly Objection[] | undefined;
}

export interface StageDocument {
  readonly key: string;
  readonly name: string;
  readonly base?: Base | null | undefined;
  /** Days a deal may stay before it counts as stalled. */
  readonly max_days?: number | null | undefined;
  readonly guidance?: string | undefined;
  readonly criteria: readonly CriterionDocument[];
}

/** A process as one JSON document. Stored with all its keys and its members in one order (`toStorable`), otherwise as written; `compile.ts` fills in the defaults. */
export interface ProcessDocument {
  readonly gate_policy?: GatePolicy | undefined;
  readonly stages: readonly StageDocument[];
}

/** A stage or criterion as people write it: whoever has no key for it leaves that to us. */
type Keyless<Part> = Omit<Part, "key"> & { readonly key?: string | undefined };

type NewCriterionDocument = Keyless<CriterionDocument>;

type NewStageDocument = Keyless<Omit<StageDocument, "criteria">> & {
  readonly criteria: readonly NewCriterionDocument[];
};

/** A document in which keys may be absent; `fillKeys` gives it all of them. */
export interface NewProcessDocument extends Omit<ProcessDocument, "stages"> {
  readonly stages: readonly NewStageDocument[];
}
