import type { ProcessDocument, Theme } from "../../document.ts";
import { themeOf } from "../language/themes.ts";
import { type CriterionPlace, placedCriteria } from "../places.ts";

/** The criterion where each theme first occurs. Themes that do not occur are not in the map. */
export function firstPlaces(document: ProcessDocument): ReadonlyMap<Theme, CriterionPlace> {
  const first = new Map<Theme, CriterionPlace>();
  for (const place of placedCriteria(document)) {
    const theme = themeOf(place.criterion);
    if (theme && !first.has(theme)) first.set(theme, place);
  }
  return first;
}
