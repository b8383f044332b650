import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { placedStages } from "../places.ts";
import { en, fi } from "../words.ts";

/** A stage without criteria (product.md §2): nothing has to be true in it, so it is a name and no step. One remark a stage. */
export function checkEmptyStage(document: ProcessDocument): readonly Remark[] {
  return placedStages(document)
    .filter(({ stage }) => stage.criteria.length === 0)
    .map(({ stage, pointer }) => ({ pointer, words: wordsOn(stage.name) }));
}

function wordsOn(stage: string): Remark["words"] {
  return {
    en: {
      why: `${en(stage)} has no criteria. Nothing has to be true for a deal to enter or leave it, so the stage says what the seller hopes and not where the buyer is.`,
      remedy: `Write down the two or three things that are true of every deal which has really come through ${en(stage)}, or remove the stage.`,
    },
    fi: {
      why: `Vaiheessa ${fi(stage)} ei ole yhtään kriteeriä. Minkään ei tarvitse olla totta, jotta kauppa pääsee vaiheeseen tai siitä eteenpäin, joten vaihe kertoo myyjän toiveen eikä sitä, missä ostaja on.`,
      remedy: `Kirjatkaa kaksi tai kolme asiaa, jotka ovat totta jokaisessa vaiheen ${fi(stage)} aidosti läpäisseessä kaupassa, tai poistakaa vaihe.`,
    },
  };
}
