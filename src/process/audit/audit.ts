import type { Locale } from "../../values/words.ts";
import type { ProcessDocument } from "../document.ts";
import { classifyOrganisation, type OrganisationKind } from "./classify.ts";
import type { DealHistory } from "./deal-history.ts";
import { explainKind } from "./explain.ts";
import { AUDIT_RULES, type Finding } from "./finding.ts";
import { CHECKS, SEVERITIES } from "./rules/rules.ts";

/** What an experienced sales consultant would say of a process, in one language. */
export interface ProcessAudit {
  readonly kind: OrganisationKind;
  /** Why it is of this kind, in one to three sentences. */
  readonly explanation: string;
  readonly findings: readonly Finding[];
}

/**
 * Reads a process (product.md §2). Takes a document that `ProcessDocumentSchema` accepts, complete or not, and says what is
 * wrong with it, why that matters and what to do: by rule in the order of `AUDIT_RULES`, within a rule in the order of the document. With
 * `history` it also says what deals have made of the process. Pure; never throws. The language changes the words and nothing else.
 */
export function auditProcess(document: ProcessDocument, locale: Locale, history?: DealHistory): ProcessAudit {
  const findings = AUDIT_RULES.flatMap((rule) =>
    CHECKS[rule](document, history).map(
      ({ words, ...place }): Finding => ({ rule, severity: SEVERITIES[rule], ...place, ...words[locale] }),
    ),
  );
  const kind = classifyOrganisation(document, findings);
  return { kind, explanation: explainKind(kind, document, findings, locale), findings };
}
