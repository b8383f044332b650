import { allWords, withoutDiacritics, wordSet } from "./tokens.ts";

/** Small words of both languages that change nothing. A negation does, and so do "to" and "from". */
const STOP_WORDS = wordSet(`
  a an the of in on at for by with and is are was were be been has have had that which our their its it we
  ja sekä on ovat oli olivat että joka jonka se
`);

/**
 * Names with the same key say the same: case, punctuation, diacritics, blanks, the order of words and small words are left out. A name of small words
 * only keeps them, and one without any word is itself.
 */
export function samenessKey(name: string): string {
  const words = allWords(name).map(withoutDiacritics);
  const telling = words.filter((word) => word !== "'s" && !STOP_WORDS.has(word));
  const kept = telling.length > 0 ? telling : words;
  return kept.length > 0 ? kept.toSorted().join(" ") : `\u0000${name.trim()}`;
}
