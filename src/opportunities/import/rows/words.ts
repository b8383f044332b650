import { foldWords } from "../../../values/fold.ts";

/** Folded, without outer space. */
const YES = new Set(["yes", "y", "true", "t", "1", "x", "kylla", "k"]);
const NO = new Set(["no", "n", "false", "f", "0", "ei", "e"]);

/** A yes or no as people and programs write it in English and Finnish; undefined for any other word. */
export function readYesOrNo(text: string): boolean | undefined {
  const word = foldWords(text).trim();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}
