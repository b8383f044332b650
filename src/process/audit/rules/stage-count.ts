import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { STAGES_POINTER } from "../places.ts";

/** product.md §2: fewer than 3 stages or more than 8. */
const FEWEST = 3;
const MOST = 8;

/**
 * Too few stages to see where deals stop, or too many to tell apart (product.md §2). One remark on the whole; no stages at all is a kind
 * of organisation and not a count.
 */
export function checkStageCount({ stages }: ProcessDocument): readonly Remark[] {
  const count = stages.length;
  if (count === 0 || (count >= FEWEST && count <= MOST)) return [];
  return [{ pointer: STAGES_POINTER, words: count < FEWEST ? tooFew(count) : tooMany(count) }];
}

function tooFew(count: number): Remark["words"] {
  return {
    en: {
      why: `The process has ${count === 1 ? "1 stage" : `${count} stages`}, fewer than ${FEWEST}. Deals then stop somewhere, and nobody can see where.`,
      remedy: `Use ${FEWEST} to ${MOST} stages: divide them where the buyer makes up their mind about something, such as that there is a problem, what is needed, that it will be paid for.`,
    },
    fi: {
      why: `Prosessissa on vain ${count === 1 ? "1 vaihe" : `${count} vaihetta`}; niitä pitäisi olla vähintään ${FEWEST}. Kaupat pysähtyvät silloin johonkin, eikä kukaan näe mihin.`,
      remedy: `Käyttäkää ${FEWEST}–${MOST} vaihetta: vaihtakaa vaihetta siinä, missä ostaja ratkaisee jotakin, esimerkiksi että ongelma on olemassa, mitä tarvitaan ja että siitä maksetaan.`,
    },
  };
}

function tooMany(count: number): Remark["words"] {
  return {
    en: {
      why: `The process has ${count} stages, more than ${MOST}. Nobody remembers so many, sellers guess which one a deal is in, and each holds too few deals to learn from.`,
      remedy: `Join stages that the buyer would not tell apart until there are at most ${MOST}; what sets them apart today can live on as criteria.`,
    },
    fi: {
      why: `Prosessissa on ${count} vaihetta, yli ${MOST}. Niin monta ei kukaan muista, myyjät arvaavat, missä vaiheessa kauppa on, ja kussakin on liian vähän kauppoja, jotta niistä oppisi.`,
      remedy: `Yhdistäkää vaiheita, joita ostaja ei erottaisi toisistaan, kunnes niitä on enintään ${MOST}; se, mikä ne nyt erottaa, voi jäädä kriteereiksi.`,
    },
  };
}
