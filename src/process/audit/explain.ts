import type { Locale } from "../../values/words.ts";
import type { ProcessDocument } from "../document.ts";
import { holdingStages, type OrganisationKind, serious } from "./classify.ts";
import type { AuditRule, Finding } from "./finding.ts";

/** One to three sentences on what decided the kind, with the number of findings. */
export function explainKind(
  kind: OrganisationKind,
  document: ProcessDocument,
  findings: readonly Finding[],
  locale: Locale,
): string {
  const count = findings.length;
  const [holding, stages] = [holdingStages(document), document.stages.length];
  if (locale === "fi") {
    const found = count === 1 ? "1 havainto" : `${count} havaintoa`;
    switch (kind) {
      case "none":
        return `Prosessia ei ole: yhtään vaihetta ei ole kirjattu, joten jokainen myy omalla tavallaan. Aloittakaa valmiista mallista, esimerkiksi baselinesta.`;
      case "believed":
        return `Prosessi on olemassa vain nimellisesti: ${holdingInFinnish(holding, stages)}, joka pitää kaupan paikallaan, kunnes jokin on totta. ${holding === 0 ? "Niistä" : "Muista vaiheista"} kauppa etenee myyjän tuntuman varassa. Auditointi tuotti ${found}.`;
      case "unoptimised":
        return `Prosessi on olemassa, mutta se ei vielä ohjaa kauppaa kohti päätöstä: ${mainRules(findings, "fi")}. Auditointi tuotti ${found}.`;
      case "optimised":
        return count === 0
          ? `Prosessi on kunnossa: jokaisessa vaiheessa on välietappi, ostaja vahvistaa sen, mikä on totta, ja asiat tulevat oikeassa järjestyksessä. Ei huomautettavaa.`
          : `Prosessi on kunnossa: virheitä ja varoituksia ei ole. Auditointi tuotti ${found}, ${count === 1 ? "joka on huomautus" : "jotka ovat huomautuksia"}.`;
    }
  }
  const found = count === 1 ? "1 finding" : `${count} findings`;
  switch (kind) {
    case "none":
      return `There is no process: not one stage is written down, so everybody sells in their own way. Start from a template, such as baseline.`;
    case "believed":
      return `The process exists in name only: ${holding} of ${stages} stages ${holding === 1 ? "has" : "have"} a milestone that holds a deal until something is true. Out of ${holding === 0 ? "them" : "the others"} a deal moves on the seller's feeling. The audit has ${found}.`;
    case "unoptimised":
      return `There is a process, but it does not yet lead a deal to a decision: ${mainRules(findings, "en")}. The audit has ${found}.`;
    case "optimised":
      return count === 0
        ? `The process is sound: every stage has a milestone, the buyer confirms what is true, and things come in the right order. There is nothing to remark.`
        : `The process is sound: there are no errors and no warnings. The audit has ${found}, ${count === 1 ? "a remark" : "all of them remarks"}.`;
  }
}

function holdingInFinnish(holding: number, stages: number): string {
  if (holding > 0)
    return `vaiheita on ${stages}, ja vain ${holding === 1 ? "yhdessä" : `${holding}:ssa`} on välietappi`;
  return stages === 1
    ? "sen ainoassa vaiheessa ei ole välietappia"
    : `yhdessäkään ${stages} vaiheesta ei ole välietappia`;
}

/** How many rules an explanation names: what a reader takes in at once. */
const RULES_NAMED = 3;

/** The rules with the most serious findings; of two with as many, the one reported first. */
function mainRules(findings: readonly Finding[], locale: Locale): string {
  const counts = new Map<AuditRule, number>();
  for (const { rule } of serious(findings)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, RULES_NAMED)
    .map(([rule, count]) => `${RULE_NAMES[rule][locale]} (${count})`)
    .join(", ");
}

const RULE_NAMES: Readonly<Record<AuditRule, Readonly<Record<Locale, string>>>> = {
  weights_total: { en: "weights that do not total 100", fi: "painoarvojen summa ei ole 100" },
  empty_stage: { en: "empty stages", fi: "tyhjiä vaiheita" },
  no_milestone: { en: "stages without a milestone", fi: "vaiheita ilman välietappia" },
  activity_criterion: { en: "criteria that report the seller's activity", fi: "myyjän tekemisiä mittaavia kriteerejä" },
  time_criterion: { en: "criteria of elapsed time", fi: "kulunutta aikaa mittaavia kriteerejä" },
  seller_only: { en: "stages in which the buyer confirms nothing", fi: "vaiheita, joissa ostaja ei vahvista mitään" },
  vague: { en: "vague criteria", fi: "tulkinnanvaraisia kriteerejä" },
  duplicate: { en: "duplicates", fi: "päällekkäisyyksiä" },
  no_max_days: { en: "stages without a limit in days", fi: "vaiheita ilman aikarajaa" },
  heavy_criterion: { en: "criteria that weigh too much", fi: "liian painavia kriteerejä" },
  back_loaded: { en: "too much weight at the end", fi: "liikaa painoa lopussa" },
  missing_theme: { en: "missing themes", fi: "puuttuvia teemoja" },
  theme_order: { en: "themes in the wrong order", fi: "teemoja väärässä järjestyksessä" },
  stage_count: { en: "an unsuitable number of stages", fi: "sopimaton määrä vaiheita" },
  unmarked_milestone: { en: "milestones that nobody marks", fi: "välietappeja, joita kukaan ei merkitse" },
  skipped_stage: { en: "stages that everybody skips", fi: "vaiheita, jotka ohitetaan" },
  box_ticking: { en: "criteria ticked only on leaving", fi: "vasta lähtiessä rastitettuja kriteerejä" },
};
