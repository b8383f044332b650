import type { TenantSettings } from "../../scope.ts";
import { formatDate, localDay } from "../../values/calendar.ts";
import { type Locale, quote } from "../../values/words.ts";
import type { HollowStep, HollowWay, WhyHollow } from "./why-hollow.ts";

/** More than these are counted, not named. */
const MOST_NAMED = 5;

/** Why a deal is hollow, in a sentence or two that a rep understands, in the company's language. */
export function sayHollow(why: WhyHollow, { locale, timezone }: Pick<TenantSettings, "locale" | "timezone">): string {
  const [stage, earned] = [quote(why.stage.name, locale), quote(why.earnedStage.name, locale)];
  const missing = listNames(
    why.missing.map(({ name }) => name),
    locale,
  );
  const count = why.missing.length;
  const turn = why.since === null ? undefined : why.how[0];
  const how = turn ? ` ${sayWay(turn, locale, formatDate(localDay(turn.at, timezone)))}` : "";
  if (locale === "fi") {
    const are = count === 1 ? "1 välietappi on saavuttamatta" : `${count} välietappia on saavuttamatta`;
    return `Kauppa on merkitty vaiheeseen ${stage}, mutta se on ansainnut vasta vaiheen ${earned}: aiemmista vaiheista ${are} (${missing}).${how}`;
  }
  const are = count === 1 ? "1 milestone of the stages before is" : `${count} milestones of the stages before are`;
  return `The deal is declared in ${stage}, but has earned no more than ${earned}: ${are} missing (${missing}).${how}`;
}

function listNames(names: readonly string[], locale: Locale): string {
  const named = names.slice(0, MOST_NAMED).map((name) => quote(name, locale));
  const more = names.length - named.length;
  if (more === 0) return named.join(", ");
  return `${named.join(", ")} ${locale === "fi" ? `ja ${more} muuta` : `and ${more} more`}`;
}

/** `date` is the day on which it happened. */
const WAYS: Readonly<Record<HollowWay, Readonly<Record<Locale, (date: string) => string>>>> = {
  advisory: {
    en: (date) => `It was moved past what was missing on ${date}`,
    fi: (date) => `Puuttuvat välietapit ohitettiin ${date}`,
  },
  override: {
    en: (date) => `What was missing was overridden on ${date}`,
    fi: (date) => `Puuttuvat välietapit ohitettiin esimiehen luvalla ${date}`,
  },
  import: {
    en: (date) => `An import put it there on ${date}`,
    fi: (date) => `Kauppa tuli tähän vaiheeseen tuonnissa ${date}`,
  },
  migration: {
    en: (date) => `A move to another version of the process left it there on ${date}`,
    fi: (date) => `Kauppa jäi tähän vaiheeseen, kun se siirrettiin prosessin toiseen versioon ${date}`,
  },
  merge: {
    en: (date) => `A merge with a duplicate left it there on ${date}`,
    fi: (date) => `Kauppa jäi tähän vaiheeseen, kun siihen yhdistettiin kaksoiskappale ${date}`,
  },
  criterion_changed: {
    en: (date) => `What had been said of a milestone was taken back on ${date}`,
    fi: (date) => `Aiempi merkintä välietapista peruttiin ${date}`,
  },
  other: {
    en: (date) => `It has been so since ${date}`,
    fi: (date) => `Näin on ollut ${date} alkaen`,
  },
};

function sayWay({ way, reason }: HollowStep, locale: Locale, date: string): string {
  const said = WAYS[way][locale](date);
  if (reason === null) return `${said}.`;
  return locale === "fi"
    ? `${said}; syy: ${quote(reason, locale)}.`
    : `${said}, with the reason ${quote(reason, locale)}.`;
}
