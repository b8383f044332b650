import type { ProcessDocument, Theme } from "../../document.ts";
import { themesOf } from "../language/themes.ts";
import { type CriterionPlace, placedCriteria } from "../places.ts";

/** The criterion where each theme first occurs, in the order of the document. Themes that do not occur are not in the map. */
export function firstPlaces(document: ProcessDocument): ReadonlyMap<Theme, CriterionPlace> {
  const first = new Map<Theme, CriterionPlace>();
  for (const place of placedCriteria(document)) {
    for (const theme of themesOf(place.criterion)) if (!first.has(theme)) first.set(theme, place);
  }
  return first;
}
