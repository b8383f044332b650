import type { ProcessDocument } from "../../document.ts";
import type { Remark } from "../finding.ts";
import { samenessKey } from "../language/sameness.ts";
import { placedCriteria, placedStages } from "../places.ts";
import { en, fi } from "../words.ts";

/**
 * Two criteria that say the same, or two stages of the same name (product.md §2). Each repetition is a remark at the later place that
 * names the first. Names are the same when only case, punctuation, diacritics, blanks, word order or small words differ.
 */
export function checkDuplicate(document: ProcessDocument): readonly Remark[] {
  const stages = repetitions(placedStages(document).map(({ stage, pointer }) => ({ name: stage.name, pointer })));
  const criteria = repetitions(
    placedCriteria(document).map(({ criterion, stage, pointer }) => ({
      name: criterion.name,
      stage: stage.name,
      pointer,
    })),
  );
  const remarks = [
    ...stages.map(([first, later]) => ({ pointer: later.pointer, words: stageWords(first.name, later.name) })),
    ...criteria.map(([first, later]) => ({
      pointer: later.pointer,
      words: criterionWords(first.name, first.stage, later.name),
    })),
  ];
  const order = placesInOrder(document);
  return remarks.toSorted((a, b) => order.indexOf(a.pointer) - order.indexOf(b.pointer));
}

/** Each later one of a name with the first one. */
function repetitions<T extends { readonly name: string }>(named: readonly T[]): readonly (readonly [T, T])[] {
  const firsts = new Map<string, T>();
  return named.flatMap((each) => {
    const key = samenessKey(each.name);
    const first = firsts.get(key);
    if (first) return [[first, each] as const];
    firsts.set(key, each);
    return [];
  });
}

/** Every pointer as one reads the document: a stage, then its criteria. */
function placesInOrder(document: ProcessDocument): readonly string[] {
  const criteria = placedCriteria(document);
  return placedStages(document).flatMap(({ stageIndex, pointer }) => [
    pointer,
    ...criteria.filter((each) => each.stageIndex === stageIndex).map((each) => each.pointer),
  ]);
}

function criterionWords(first: string, stage: string, later: string): Remark["words"] {
  return {
    en: {
      why: `${en(later)} says the same as ${en(first)} in ${en(stage)}. One fact is then paid for twice, and the score is too high.`,
      remedy: `Keep the one that stands where the fact first becomes true, give it the weight of both, and remove the other. If two facts are meant, name the difference.`,
    },
    fi: {
      why: `${fi(later)} sanoo saman kuin ${fi(first)} vaiheessa ${fi(stage)}. Samasta asiasta saa pisteet kahdesti, ja pistemäärä nousee liian suureksi.`,
      remedy: `Jättäkää se, joka on vaiheessa, jossa asia ensi kerran toteutuu, antakaa sille molempien painoarvo ja poistakaa toinen. Jos kyse on kahdesta eri asiasta, kirjatkaa ero nimiin.`,
    },
  };
}

function stageWords(first: string, later: string): Remark["words"] {
  return {
    en: {
      why: `The stage ${en(later)} has the same name as ${en(first)} before it. Nobody can tell in which of the two a deal stands, and reports mix them up.`,
      remedy: `Name each stage after what the buyer has got done in it, or make the two one.`,
    },
    fi: {
      why: `Vaiheella ${fi(later)} on sama nimi kuin aiemmalla vaiheella ${fi(first)}. Kukaan ei tiedä, kummassa kauppa on, ja raporteissa vaiheet menevät sekaisin.`,
      remedy: `Nimetkää kumpikin vaihe sen mukaan, mitä ostaja saa siinä tehdyksi, tai yhdistäkää ne.`,
    },
  };
}
