import { allWords } from "./tokens.ts";
import { NEUTRAL_WORDS, WEAK_FINNISH, WEAK_PHRASES, WEAK_WORDS } from "./vague-words.ts";

/**
 * Whether two honest colleagues could answer a criterion differently, in English or Finnish. The principle: a name is vague when it judges and, the
 * judgement and whom it is about taken away, nothing is left that could be checked. A judgement beside a checkable fact is not vague
 * ("Good delivery dates confirmed in writing"), and neither is a fact without a judgement ("Has a champion").
 */
export function isVague(name: string): boolean {
  const words = allWords(name);
  const text = words.join(" ");
  if (WEAK_PHRASES.some((phrase) => phrase.test(text))) return true;
  return words.some(isWeak) && words.every((word) => isWeak(word) || NEUTRAL_WORDS.has(word) || word === "'s");
}

function isWeak(word: string): boolean {
  return WEAK_WORDS.has(word) || WEAK_FINNISH.some((form) => form.test(word));
}
