import type { CriterionDocument, ProcessDocument } from "../document.ts";
import type { Finding } from "./finding.ts";
import { isVague } from "./language/vague.ts";

export const ORGANISATION_KINDS = ["none", "believed", "unoptimised", "optimised"] as const;

/** The kinds of company (product.md, "Why it exists"): no process, one only believed in, one not optimised, one that works. */
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/**
 * The kind of organisation that a document shows.
 *
 * - `none`: no stages.
 * - `believed`: there are stages, but fewer than half of them have a milestone that can hold a deal. A vague one holds none, because
 *   anybody may say yes to it, and neither does one worth nothing. The stages of a CRM without criteria are the archetype.
 * - `optimised`: no finding that is an error or a warning.
 * - `unoptimised`: everything else: task lists, counts of activity, themes missing or in the wrong order.
 */
export function classifyOrganisation(document: ProcessDocument, findings: readonly Finding[]): OrganisationKind {
  if (document.stages.length === 0) return "none";
  if (holdingStages(document) * 2 < document.stages.length) return "believed";
  return serious(findings).length === 0 ? "optimised" : "unoptimised";
}

/** How many stages have a milestone that can hold a deal. */
export function holdingStages({ stages }: ProcessDocument): number {
  return stages.filter(({ criteria }) => criteria.some(canHold)).length;
}

function canHold({ name, required, weight }: CriterionDocument): boolean {
  return required === true && weight > 0 && !isVague(name);
}

/** Findings that keep a process from being optimised. */
export function serious(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ severity }) => severity !== "info");
}
