import type { CriterionDocument, Theme } from "../../document.ts";
import { allWords, wordPattern } from "./tokens.ts";

/**
 * What a criterion is about: its `theme`, else what its name says in English or Finnish; nothing where it is about something else. A decision maker
 * who confirms something is two themes at once.
 */
export function themesOf({ theme, name }: CriterionDocument): readonly Theme[] {
  if (theme) return [theme];
  const inferred = inferTheme(name);
  if (!inferred) return [];
  return inferred !== "decision_maker" && namesDecider(name) ? [inferred, "decision_maker"] : [inferred];
}

/**
 * What a name says that it is about. The narrower theme wins over the wider one it mentions: the cost of a problem over the problem, and whatever a decision
 * maker confirmed over the decision maker. Of what is presented nothing is said: a proposal that fits the budget tells nothing of the funds.
 */
export function inferTheme(name: string): Theme | undefined {
  const text = textOf(name);
  return (
    themePatterns().find(([, pattern]) => pattern.test(text))?.[0] ??
    (reachesDecider(text) ? "decision_maker" : undefined)
  );
}

/** The words of a name up to what is presented. */
function textOf(name: string): string {
  const text = allWords(name).join(" ");
  return text.slice(0, PRESENTING.indexIn(text));
}

function namesDecider(name: string): boolean {
  const text = textOf(name);
  return themePatterns().some(([theme, pattern]) => theme === "decision_maker" && pattern.test(text));
}

/** Reaching somebody who has a title that decides, in either order of the words. */
function reachesDecider(text: string): boolean {
  return TITLE.test(text) && REACHED.test(text);
}

const TITLE = wordPattern(
  /\b(?:ceo|cfo|coo|cto|cio|cmo|managing director|vp|c level|executives?|sponsor|owner)\b|(?<!\p{L})(?:toimitus|talous|liiketoiminta|tietohallinto|tuotanto|kehitys|osto|hankinta)johtaj\p{L}*|(?<!\p{L})(?:johtoryhm|omistaj)\p{L}*/u,
);
const REACHED = wordPattern(
  /\b(?:spoke|spoken|talked|met|meet|meeting|identified|access|conversation|involved|joined|joins|attends)\b|(?<!\p{L})(?:tavat|keskustel|juteltu|puhuttu|mukana|osallistu|tunnistettu|nimetty)\p{L}*/u,
);

const PRESENTING = wordPattern(
  /\b(?:present(?:ed|ation)?|demo(?:ed|nstrat\p{L}*)?|proposal|quote|quotation|offer)\b|(?<!\p{L})(?:esitel\p{L}*|esittel\p{L}*|esitet\p{L}*|tarjou\p{L}*|demo\p{L}*)(?!\p{L})/u,
);

const PROBLEM = "(?:problems?|pains?|challenges?|status quo|inaction|doing nothing|delay|waiting|not acting)";
const FI_PROBLEM =
  "(?:\\p{L}*ongelm\\p{L}*|kivun|kipu|kipupist\\p{L}*|haast\\p{L}*|nykytil\\p{L}*|tekemättömyy\\p{L}*|tekemättä jättämis\\p{L}*|haitta|haito\\p{L}*|haitan)";

const themeSources = (): readonly (readonly [Theme, RegExp])[] => [
  [
    "cost_of_problem",
    new RegExp(
      `\\b(?:costs?|price|losses|loss|damage|impact|value)\\b.*\\b(?:of|from|by|to) (?:[^ ]+ ){0,3}?${PROBLEM}\\b|\\b${PROBLEM} (?:[^ ]+ ){0,3}?(?:costs?|quantified|calculated|in money|in euros)\\b|\\b(?:financial|business|monetary|economic) impact\\b|\\bimpact (?:[^ ]+ )?(?:quantified|calculated|measured)\\b|\\bquantified (?:[^ ]+ ){0,2}?(?:pain|problem|impact|loss|losses|cost|costs)\\b|\\b(?:roi|payback|business case)\\b|(?<!\\p{L})(?:takaisinmaksu|säästölaskelm|kannattavuuslaskelm|hyötylaskelm)\\p{L}*|` +
        `(?<!\\p{L})${FI_PROBLEM} (?:[^ ]+ ){0,3}?(?:hin(?:ta|nan|taa)|hintalap\\p{L}*|kustannu\\p{L}*|maksaa|euroissa|rahassa|laskettu|arvo|vaikutu\\p{L}*)|(?:hinta|kustannu\\p{L}*|vaikutu\\p{L}*) .*(?<!\\p{L})${FI_PROBLEM}|taloudelli\\p{L}+ (?:vaikutu|haita|haitta|menety)\\p{L}*|(?<!\\p{L})ongelmakustannu\\p{L}*`,
      "u",
    ),
  ],
  [
    "funds",
    /\b(?:budgets?(?! (?:owner|holder))|budgeted|fund|funds|funding|funded|money|financing|financed|affordability|capex|opex)\b|\binvestment (?:approved|released|available)\b|\b(?:can|able to) (?:afford|pay)\b|(?<!\p{L})(?:budje\p{L}*(?<!budjetinomistaj\p{L}*)|\p{L}*rahoitu\p{L}*|raha|rahat|rahaa|varat|määräraha\p{L}*|investointirah\p{L}*|maksukyky\p{L}*|maksuvara\p{L}*|investointi(?:varau|pää|lupa)\p{L}*)(?!\p{L})/u,
  ],
  [
    "decision_process",
    /\b(?:decision|buying|purchase|purchasing|procurement|approval|paper|signature|signing|evaluation|selection|sign off)(?: making)? (?:process|processes|criteria|steps?|path|timeline|timetable|date|schedule|procedure|route|journey|roadmap)\b|\bdecision making\b|\bhow (?:[^ ]+ ){0,4}?(?:decide|decides|decided|decision|buy|buys|approve)\b|\b(?:process|steps|route|path|timeline|criteria) (?:[^ ]+ ){0,3}?(?:decision|decide|signature|approval|purchase)\b|\bwho (?:decides|signs|approves) (?:what|how|when|and|in|by)\b|\bin (?:which|what) order\b|(?<!\p{L})missä järjestyksessä(?!\p{L})|(?<!\p{L})(?:kuka|ketkä) päättä(?:ä|vät) (?:ja|miten|milloin|mihin)(?!\p{L})|(?<!\p{L})(?:päätöksente(?!kij)\p{L}*|päätös(?:prosess|polu|polk|aikataul|päivä|kriteer|vaihe|järjesty)\p{L}*|(?:hankinta|osto|hyväksyntä|hyväksymis|sopimus|kilpailutus)(?:prosess|polu|polk|vaihe|kriteer|menettel)\p{L}*|(?:ostopäätöksen|päätöksen|hyväksynnän|hankinnan) (?:vaihe|aikataul|kriteer|kulk|polk|prosess|eteneminen)\p{L}*|(?:miten|kuinka) (?:[^ ]+ ){0,3}?(?:pääte|päättä|pääto|päätö|ostopäätö|osta)\p{L}*)/u,
  ],
  [
    "compelling_reason",
    /\bcompelling\b|\breasons? (?:to|for) (?:buy|buying|act|acting|change|changing|now|the change|the purchase|the urgency)\b|\bwhy (?:now|change|act|buy)\b|\bwhy (?:[^ ]+ ){0,3}?(?:must|has to|have to|needs to|need to) (?:act|change|buy|decide)\b|\burgen(?:t|cy)\b|\b(?:critical|trigger|triggering) events?\b|\bdeadline\b.*\b(?:reason|why|because)\b|(?<!\p{L})(?:takaraj|määräpäiv|määräai)\p{L}* .*(?<!\p{L})sy[yi]\p{L}*|(?<!\p{L})(?:(?:painav|pakottav|tärkein|todelli|kiireelli)\p{L}* (?:[^ ]+ )?sy(?:y|i)\p{L}*|sy(?:y|yt|ytä|itä|yn|iden) (?:[^ ]+ )?(?:ostaa|toimia|muuttaa|muuttua|hankkia|ostoon|muutokseen|muutokselle|hankinnalle|ostamiseen|ostolle)|(?:osto|hankinta|muutos)(?:sy|perust|pain)\p{L}*|miksi (?:juuri )?(?:nyt|ostaa|muuttaa|muutos)|kiire\p{L}*|pakottav\p{L}*|ostosyy\p{L}*)/u,
  ],
  [
    "need",
    /\b(?:needs?(?! to\b)|requirements?|use cases?|goals?|objectives?|desired (?:outcome|state|result)s?)\b|(?<!\p{L})(?:\p{L}*tar(?:ve|vetta|peen|peet|peita|peista|peesta|peeseen|peelle)|tarpe\p{L}*|tavoit(?:e|teet|etta|teita)|tarvekartoitu\p{L}*|\p{L}*vaatimu\p{L}*|tarvitse\p{L}*)(?!\p{L})/u,
  ],
  [
    "problem",
    /\b(?:problems?|pains?|pain points?|challenges?|(?<!open |legal |contract )issues|bottlenecks?)\b|(?<!\p{L})(?:\p{L}*ongelm\p{L}*|kipu|kivut|kipua|kipuja|kipupist\p{L}*|haaste|haastee\p{L}*|haastei\p{L}*|haasteet|murhe\p{L}*|pullonkaul\p{L}*)(?!\p{L})/u,
  ],
  [
    "decision_maker",
    /\b(?:decisionmakers?|economic buyers?|budget (?:owner|holder)s?|authority|signatory|final say|who (?:decides|signs|can say yes|can sign|approves))\b|(?<!\p{L})(?:\p{L}*päättäj(?:ä|än|ät|ää|ien|iä|ään|ältä|älle|istä|iin)|päätöksentekij\p{L}*|budjetinomistaj\p{L}*|päätösval\p{L}*|kuka päättää|nimenkirjoitusoikeu\p{L}*)/u,
  ],
];

let patterns: readonly (readonly [Theme, ReturnType<typeof wordPattern>])[] | undefined;

/** Made when a name is first read: the start of an isolate is short of time. */
function themePatterns() {
  patterns ??= themeSources().map(([theme, pattern]) => [theme, wordPattern(pattern)] as const);
  return patterns;
}
