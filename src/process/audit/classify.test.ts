import { describe, expect, test } from "vitest";
import type { CriterionDocument, ProcessDocument } from "../document.ts";
import { baselineEnglish } from "../templates/baseline.en.ts";
import { auditProcess } from "./audit.ts";

/** Stages, each with one milestone or without. */
const withMilestones = (...milestones: readonly (Partial<CriterionDocument> | null)[]): ProcessDocument => ({
  stages: milestones.map((more, index) => ({
    key: `s${index}`,
    name: `Stage ${index}`,
    criteria: more ? [{ key: `c${index}`, name: `Fact ${index}`, weight: 10, required: true, ...more }] : [],
  })),
});

const withoutLimits: ProcessDocument = {
  ...baselineEnglish().document,
  stages: baselineEnglish().document.stages.map((stage) => ({ ...stage, max_days: null })),
};

describe("the kind of organisation", () => {
  test.each<[string, ProcessDocument, string]>([
    ["no stages", { stages: [] }, "none"],
    ["the stages of a CRM", withMilestones(null, null, null, null), "believed"],
    ["a milestone in fewer than half of the stages", withMilestones({}, null, null), "believed"],
    ["a milestone in half of the stages", withMilestones({}, null), "unoptimised"],
    ["vague milestones", withMilestones({ name: "Interested" }, { name: "Hyvä suhde" }, {}), "believed"],
    ["milestones worth nothing", withMilestones({ weight: 0 }, { weight: 0 }, {}), "believed"],
    ["criteria that are not required", withMilestones({ required: false }, { required: false }, {}), "believed"],
    ["a task list", withMilestones({ name: "Called three times" }, { name: "Tarjous lähetetty" }, {}), "unoptimised"],
    ["the baseline", baselineEnglish().document, "optimised"],
    ["the baseline without limits in days", withoutLimits, "optimised"],
  ])("of %s", (_what, document, kind) => {
    for (const locale of ["en", "fi"] as const) expect(auditProcess(document, locale).kind).toBe(kind);
  });

  test("is explained by what decided it, with the number of findings", () => {
    const explained = (document: ProcessDocument) =>
      (["en", "fi"] as const).map((locale) => auditProcess(document, locale).explanation);
    expect({
      none: explained({ stages: [] }),
      believed: explained(withMilestones({}, null, null)),
      unoptimised: explained(withMilestones({ name: "Called three times" }, {}, {})),
      remarks: explained(withoutLimits),
      optimised: explained(baselineEnglish().document),
    }).toMatchInlineSnapshot(`
      {
        "believed": [
          "The process exists in name only: 1 of 3 stages has a milestone that holds a deal until something is true. Out of the others a deal moves on the seller's feeling. The audit has 14 findings.",
          "Prosessi on olemassa vain nimellisesti: vaiheita on 3, ja vain yhdessä on välietappi, joka pitää kaupan paikallaan, kunnes jokin on totta. Muista vaiheista kauppa etenee myyjän tuntuman varassa. Auditointi tuotti 14 havaintoa.",
        ],
        "none": [
          "There is no process: not one stage is written down, so everybody sells in their own way. Start from a template, such as baseline.",
          "Prosessia ei ole: yhtään vaihetta ei ole kirjattu, joten jokainen myy omalla tavallaan. Aloittakaa valmiista mallista, esimerkiksi baselinesta.",
        ],
        "optimised": [
          "The process is sound: every stage has a milestone, the buyer confirms what is true, and things come in the right order. There is nothing to remark.",
          "Prosessi on kunnossa: jokaisessa vaiheessa on välietappi, ostaja vahvistaa sen, mikä on totta, ja asiat tulevat oikeassa järjestyksessä. Ei huomautettavaa.",
        ],
        "remarks": [
          "The process is sound: there are no errors and no warnings. The audit has 5 findings, all of them remarks.",
          "Prosessi on kunnossa: virheitä ja varoituksia ei ole. Auditointi tuotti 5 havaintoa, jotka ovat huomautuksia.",
        ],
        "unoptimised": [
          "There is a process, but it does not yet lead a deal to a decision: missing themes (7), stages in which the buyer confirms nothing (3), weights that do not total 100 (1). The audit has 15 findings.",
          "Prosessi on olemassa, mutta se ei vielä ohjaa kauppaa kohti päätöstä: puuttuvia teemoja (7), vaiheita, joissa ostaja ei vahvista mitään (3), painoarvojen summa ei ole 100 (1). Auditointi tuotti 15 havaintoa.",
        ],
      }
    `);
  });
});
