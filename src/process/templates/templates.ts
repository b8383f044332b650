import type { Locale } from "../../values/words.ts";
import { bantEnglish } from "./bant.en.ts";
import { bantFinnish } from "./bant.fi.ts";
import { baselineEnglish } from "./baseline.en.ts";
import { baselineFinnish } from "./baseline.fi.ts";
import { challengerEnglish } from "./challenger.en.ts";
import { challengerFinnish } from "./challenger.fi.ts";
import { meddicEnglish } from "./meddic.en.ts";
import { meddicFinnish } from "./meddic.fi.ts";
import { meddpiccEnglish } from "./meddpicc.en.ts";
import { meddpiccFinnish } from "./meddpicc.fi.ts";
import { spicedEnglish } from "./spiced.en.ts";
import { spicedFinnish } from "./spiced.fi.ts";
import { TEMPLATE_KEYS, type Template, type TemplateKey } from "./template.ts";

const WRITERS: Readonly<Record<TemplateKey, Readonly<Record<Locale, () => Template>>>> = {
  baseline: { en: baselineEnglish, fi: baselineFinnish },
  meddic: { en: meddicEnglish, fi: meddicFinnish },
  meddpicc: { en: meddpiccEnglish, fi: meddpiccFinnish },
  bant: { en: bantEnglish, fi: bantFinnish },
  spiced: { en: spicedEnglish, fi: spicedFinnish },
  challenger: { en: challengerEnglish, fi: challengerFinnish },
};

/** Every template in one language, in the order in which they are offered. Much text: the Worker reads it from the assets and never imports this. */
export function writeTemplates(locale: Locale): readonly Template[] {
  return TEMPLATE_KEYS.map((key) => WRITERS[key][locale]());
}
