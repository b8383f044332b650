import type { Figure } from "../funnel/figure.ts";
import { type Funnel, shapeFunnel } from "../funnel/funnel-shape.ts";
import type { Target } from "../funnel/targets-store.ts";
import type { Flows } from "../opportunities/flows.ts";
import { localDay } from "../values/calendar.ts";
import { type Locale, quote } from "../values/words.ts";
import { adviseOn } from "./advice.ts";
import { type Levels, RULES, type Rule } from "./levels.ts";
import type { Verdict } from "./life.ts";
import { mutedUntil } from "./rule-settings/mute.ts";
import type { RuleInForce } from "./rule-settings/rule-settings.ts";
import type { Finding } from "./rules/finding.ts";
import { MEASURES } from "./rules/rules.ts";
import { nameDeals, sayFirstSeen } from "./which-and-since.ts";

/** The most deals that an alert names: a list to work through, not an export. */
const MOST_DEALS = 20;
const MOST_OWNERS = 3;

/** Everything that is known of a process when its rules are held against it. */
export interface Observed {
  readonly funnel: Funnel;
  /** At least as far back as the windows of the rules reach. */
  readonly flows: Flows;
  readonly targets: readonly Target[];
}

export interface Judgement {
  readonly rule: Rule;
  readonly figure: Figure;
  readonly levels: Levels;
  readonly verdict: Verdict;
}

/** Holds every rule that is enabled, as it is set for the process, against it: a judgement for each thing that it finds. Pure. */
export function judgeFunnel(observed: Observed, rules: (rule: Rule) => RuleInForce, locale: Locale): Judgement[] {
  const { funnel, flows, targets } = observed;
  const funnelOf = restrictor(funnel);
  return RULES.map(rules)
    .filter(({ enabled }) => enabled)
    .flatMap((settings) => {
      const restricted = funnelOf(settings.owners);
      const context = { funnel: restricted, flows, targets, windowDays: settings.windowDays ?? 0 };
      // Once for all that a rule finds, which may be as many as there are owners.
      const muted = mutedUntil(settings.mute, funnel.now, funnel.timezone) !== undefined;
      return MEASURES[settings.rule](context).map((finding) => judge(restricted, settings, muted, finding, locale));
    });
}

function judge(funnel: Funnel, settings: RuleInForce, muted: boolean, finding: Finding, locale: Locale): Judgement {
  const { rule, levels, escalateAfterHours } = settings;
  const { subject, figure, besides, deals } = finding;
  const current = funnel.versions.get(funnel.process.currentVersion);
  const verdict: Verdict = {
    processId: funnel.process.id,
    rule,
    subject,
    value: figure.value,
    n: figure.n,
    formula: figure.formula,
    interval: figure.interval,
    levels,
    besides,
    muted,
    escalateAfterHours,
    opportunityIds: deals.slice(0, MOST_DEALS).map(({ deal }) => deal.id),
    message: [finding.breached(locale) + ofWhom(settings.owners, locale), ...nameDeals(deals, locale)].join(" "),
    sinceMessage: (openedAt) => sayFirstSeen(localDay(openedAt, funnel.timezone), locale),
    advice: adviseOn(finding.remedy(locale), current, finding.stage?.key, locale),
    clearedMessage: finding.cleared(locale) + ofWhom(settings.owners, locale),
    tooFewMessage: finding.ended?.(locale) ?? tooFew(figure, levels, locale),
  };
  return { rule, figure, levels, verdict };
}

/** The funnel of some owners' deals. Those that several rules look at are shaped once. */
function restrictor(funnel: Funnel): (owners: readonly string[] | null) => Funnel {
  const shaped = new Map<string, Funnel>();
  return (owners) => {
    if (owners === null) return funnel;
    const key = JSON.stringify(owners);
    const known = shaped.get(key);
    if (known) return known;
    const wanted = new Set<string | null>(owners);
    const restricted = shapeFunnel({ ...funnel, deals: funnel.deals.filter(({ owner }) => wanted.has(owner)) });
    shaped.set(key, restricted);
    return restricted;
  };
}

/** Whose deals a figure is of, where it is not of everybody's; as many names as one reads. */
function ofWhom(owners: readonly string[] | null, locale: Locale): string {
  if (owners === null) return "";
  const named = owners
    .slice(0, MOST_OWNERS)
    .map((owner) => quote(owner, locale))
    .join(", ");
  const [one, more] = [owners.length === 1, owners.length - MOST_OWNERS];
  if (locale === "fi") {
    const others = more > 0 ? ` ja ${more} ${more === 1 ? "muu" : "muuta"}` : "";
    return ` Mukana ovat vain ${one ? "tämän myyjän" : "näiden myyjien"} kaupat: ${named}${others}.`;
  }
  return ` Only the deals of ${one ? "this owner" : "these owners"} count: ${named}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** Why a figure does not stand any more: for want of deals, or, with enough of them, of what it is reckoned from besides. */
function tooFew({ n }: Figure, { minimum }: Levels, locale: Locale): string {
  if (n >= minimum) {
    return locale === "fi"
      ? "Lukua ei voi enää laskea, koska siihen tarvittavia tietoja ei ole. Hälytys on suljettu."
      : "The figure can no longer be reckoned, since what it rests on is not there. The alert is closed.";
  }
  if (locale === "fi") {
    const left = n === 1 ? "1 kauppa" : `${n} kauppaa`;
    return n === 0
      ? "Luvun pohjaksi ei ole enää yhtään kauppaa. Hälytys on suljettu."
      : `Luvun pohjaksi on enää ${left}, liian vähän, jotta se kertoisi mitään. Hälytys on suljettu.`;
  }
  const left = n === 1 ? "1 deal is" : `${n} deals are`;
  return n === 0
    ? "No deals are left to reckon with. The alert is closed."
    : `Only ${left} left to reckon with, too few for the figure to mean anything. The alert is closed.`;
}

/** Why an alert ends that no judgement is about any more. */
export type Unjudged = "rule_disabled" | "process_archived" | "nothing_left";

export function unjudgedMessage(why: Unjudged, locale: Locale): string {
  return UNJUDGED[why][locale];
}

const UNJUDGED: Readonly<Record<Unjudged, Readonly<Record<Locale, string>>>> = {
  rule_disabled: {
    en: "The rule has been disabled. The alert is closed.",
    fi: "Sääntö on poistettu käytöstä. Hälytys on suljettu.",
  },
  process_archived: {
    en: "The process has been archived. The alert is closed.",
    fi: "Prosessi on arkistoitu. Hälytys on suljettu.",
  },
  nothing_left: {
    en: "There is nothing left to judge. The alert is closed.",
    fi: "Arvioitavaa ei enää ole. Hälytys on suljettu.",
  },
};
