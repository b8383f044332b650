import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { placedStages } from "../places.ts";
import { en, fi } from "../words.ts";

/** A stage without a limit in days (product.md §2). Only a remark: the median of won deals can stand in for it (§4). One a stage. */
export function checkNoMaxDays(document: ProcessDocument): readonly Remark[] {
  return placedStages(document)
    .filter(({ stage }) => (stage.max_days ?? null) === null)
    .map(({ stage, pointer }) => ({ pointer, words: wordsOn(stage.name) }));
}

function wordsOn(stage: string): Remark["words"] {
  return {
    en: {
      why: `${en(stage)} has no limit in days. A deal that has stopped in it looks like one that has just arrived, until enough deals are won to learn a limit from them.`,
      remedy: `Set max_days of ${en(stage)} to how long a deal that is going to be won stays there at most.`,
    },
    fi: {
      why: `Vaiheella ${fi(stage)} ei ole aikarajaa. Siihen pysähtynyt kauppa näyttää samalta kuin juuri saapunut, kunnes voitettuja kauppoja on niin paljon, että raja voidaan oppia niistä.`,
      remedy: `Asettakaa vaiheen ${fi(stage)} aikarajaksi (max_days) se, kuinka kauan voittoon päätyvä kauppa siinä enintään viipyy.`,
    },
  };
}
