import type { CompiledProcess } from "../process/compile.ts";
import { type Locale, quote } from "../values/words.ts";

/** In UTF-16 units: what fits into a message of a chat. */
const MOST_GUIDANCE = 300;
const MOST_QUESTIONS = 3;

/**
 * What to do about a finding: the rule's own remedy, then what the company's process says of the stage that is to blame, and the first question
 * of each of its milestones. `stageKey` may be of a stage that the process no longer has; then the remedy has to do.
 */
export function adviseOn(
  remedy: string,
  process: CompiledProcess | undefined,
  stageKey: string | undefined,
  locale: Locale,
): string {
  const stage = stageKey === undefined ? undefined : process?.stageByKey.get(stageKey);
  if (!stage) return remedy;
  const [name, fi] = [quote(stage.name, locale), locale === "fi"];
  const guidance = shorten(stage.guidance ?? "");
  const questions = stage.criteria
    .flatMap(({ required, questions: [first] }) => (required && first ? [quote(first, locale)] : []))
    .slice(0, MOST_QUESTIONS);
  return [
    remedy,
    ...(guidance
      ? [`${fi ? `Prosessinne ohje vaiheeseen ${name}` : `Your process says of ${name}`}: ${quote(guidance, locale)}`]
      : []),
    ...(questions.length > 0 ? [`${fi ? "Kysykää" : "Ask"}: ${questions.join(" ")}`] : []),
  ].join(" ");
}

/** One line of a few sentences, cut between two words. */
function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= MOST_GUIDANCE) return line;
  const cut = line.slice(0, MOST_GUIDANCE);
  const space = cut.lastIndexOf(" ");
  // Text without blanks, as some languages write it, is cut between two characters.
  return `${space > MOST_GUIDANCE / 2 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, "")}…`;
}
