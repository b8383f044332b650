/** Letters that Unicode does not take apart into a plain one and a mark, though people type the plain one. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/**
 * The words of a text as searching and matching compare them: lower case, without diacritics, each after a space, nothing else.
 * `Mäkinen & Søn Oy` → ` makinen son oy`; the empty text for one without letters and digits.
 */
export function foldWords(text: string): string {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[ßøæœłđðþı]/g, (letter) => PLAIN[letter] ?? letter);
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => ` ${word}`).join("");
}

/** Signs within a word that people leave out when they type it. */
const WITHIN_WORDS = /(?<=[\p{L}\p{N}])['’ʼ.-](?=[\p{L}\p{N}])/gu;

/**
 * What a text is found by: its folded words, and those that are written in one when the signs within are left out.
 * `O'Brien & Coca-Cola` → ` o brien coca cola obrien cocacola`.
 */
export function searchableWords(text: string): string {
  const words = foldWords(text);
  const joined = text.replace(WITHIN_WORDS, "");
  if (joined === text) return words;
  const known = new Set(words.split(" "));
  const others = foldWords(joined)
    .split(" ")
    .filter((word) => !known.has(word));
  return words + others.map((word) => ` ${word}`).join("");
}
