import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { isVague } from "../language/vague.ts";
import { placedCriteria } from "../places.ts";
import { en, fi } from "../words.ts";

/** A criterion that two honest colleagues could answer differently (product.md §2), in English or Finnish. One remark a criterion. */
export function checkVague(document: ProcessDocument): readonly Remark[] {
  return placedCriteria(document)
    .filter(({ criterion }) => isVague(criterion.name))
    .map(({ criterion, pointer }) => ({ pointer, words: wordsOn(criterion.name) }));
}

function wordsOn(criterion: string): Remark["words"] {
  return {
    en: {
      why: `${en(criterion)} is a feeling: two honest colleagues who look at the same deal can answer differently. A score of such answers compares sellers' moods and not deals.`,
      remedy: `Ask “How would I see that?” about ${en(criterion)} and write down the answer: what the buyer has said, signed, named or paid.`,
    },
    fi: {
      why: `${fi(criterion)} on mielikuva: kaksi rehellistä kollegaa voi vastata samasta kaupasta eri tavoin. Tällaisista vastauksista laskettu pistemäärä vertaa myyjien mielialoja eikä kauppoja.`,
      remedy: `Kysykää kriteeristä ${fi(criterion)} ”Mistä sen näkee?” ja kirjatkaa vastaus kriteeriksi: mitä ostaja on sanonut, allekirjoittanut, nimennyt tai maksanut.`,
    },
  };
}
