import { foldWords } from "../../values/fold.ts";

/**
 * What must occur in the searched text of an opportunity (`searchTextOf`), each word after a blank there, for it to be found by `q`. A word must
 * begin one of its words: `mak kon` finds “Mäkinen, Konepaja”, `kinen` does not. Scripts that put no blanks between words are looked for
 * wherever they stand. Empty when `q` has neither letters nor digits.
 */
export function searchTerms(q: string): string[] {
  const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
  const words = foldWords(q).match(/ [^ ]+/g) ?? [];
  return [...new Set(words.map((word) => (unspaced.test(word) ? word.trim() : word)))];
}
