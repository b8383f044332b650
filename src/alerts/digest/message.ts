import type { LiveFigure } from "../../funnel/live-figures.ts";
import type { TenantSettings } from "../../scope.ts";
import { formatDate, localDay } from "../../values/calendar.ts";
import { toMinor } from "../../values/money.ts";
import { type Locale, money, percent, quote } from "../../values/words.ts";
import type { DigestView } from "./schema.ts";

/** Companies with more processes than this read of the others in the figures. */
const MOST_PROCESSES = 5;

type Digest = Omit<DigestView, "message">;
type Process = Digest["processes"][number];

/** A digest as a paragraph that a director reads: what there is, what has changed, what to look at first. */
export function digestMessage(
  { period, processes, alerts }: Digest,
  { name, locale, timezone }: TenantSettings,
): string {
  const words = WORDS[locale];
  const [from, to] = [period.from, period.to].map((time) => formatDate(localDay(Date.parse(time), timezone)));
  const told = processes.slice(0, MOST_PROCESSES).map((process) => describe(process, locale));
  const others = processes.length - told.length;
  const [first] = alerts.live;
  return [
    `${name}, ${from} – ${to}.`,
    ...told,
    ...(others > 0 ? [words.others(others)] : []),
    words.alerts(alerts),
    ...(first ? [`${words.first} ${first.message}`] : []),
  ].join(" ");
}

function describe({ name, open, figures, change }: Process, locale: Locale): string {
  const words = WORDS[locale];
  // Deals without amounts, or without a rate for them, are not worth nothing.
  const sum = open.amount === 0 ? "" : money(toMinor(open.amount, open.currency) ?? 0, open.currency, locale);
  const parts = [words.open(open.count, sum)];
  if (change?.count) parts.push(words.more(change.count, change.since));
  const shares = (Object.keys(words.figures) as (keyof typeof words.figures)[]).flatMap((figure) => {
    const value = figures[figure]?.value ?? null;
    return value === null ? [] : [`${words.figures[figure]} ${percent(value, locale)}`];
  });
  const rest = shares.length > 0 ? `; ${shares.join(", ")}` : "";
  return `${quote(name, locale)}: ${parts.join(", ")}${rest}.`;
}

interface Words {
  readonly figures: Readonly<Partial<Record<LiveFigure, string>>>;
  readonly first: string;
  /** "" where the deals come to no amount. */
  readonly open: (count: number, amount: string) => string;
  readonly more: (change: number, since: string) => string;
  readonly others: (count: number) => string;
  readonly alerts: (alerts: Digest["alerts"]) => string;
}

/** The words for none of so many, for the only one, and for some. */
function ofThem(some: number, all: number, [none, only, of]: readonly [string, string, string]): string {
  if (some === 0) return none;
  return all === 1 ? only : of;
}

const WORDS: Readonly<Record<Locale, Words>> = {
  en: {
    figures: { inversion: "inversion", stalled: "stalled", hollow: "hollow", past_due: "past their close date" },
    first: "First of all:",
    open: (count, sum) => `${count} open ${count === 1 ? "deal" : "deals"}${sum && ` worth ${sum}`}`,
    more: (change, since) => `${Math.abs(change)} ${change > 0 ? "more" : "fewer"} than on ${since}`,
    others: (count) => `${count} more ${count === 1 ? "process is" : "processes are"} in the figures.`,
    alerts: ({ live_count: live, critical_count: critical, opened, escalated, resolved }) =>
      `${live === 0 ? "No alert is" : `${live} ${live === 1 ? "alert is" : "alerts are"}`} live${ofThem(critical, live, ["", ", a critical one", `, ${critical} of them critical`])}; ` +
      `in this time ${opened} opened, ${escalated} became critical and ${resolved} ${resolved === 1 ? "was" : "were"} resolved.`,
  },
  fi: {
    figures: { inversion: "käänteisyys", stalled: "jumissa", hollow: "onttoa", past_due: "päätöspäivä ohi" },
    first: "Ensimmäiseksi:",
    open: (count, sum) => `${count} ${count === 1 ? "avoin kauppa" : "avointa kauppaa"}${sum && `, arvo ${sum}`}`,
    more: (change, since) => `${Math.abs(change)} ${change > 0 ? "enemmän" : "vähemmän"} kuin ${since}`,
    others: (count) => `Luvuissa on vielä ${count} ${count === 1 ? "prosessi" : "prosessia"}.`,
    alerts: ({ live_count: live, critical_count: critical, opened, escalated, resolved }) =>
      `${live === 0 ? "Yhtään hälytystä ei ole voimassa" : `Voimassa on ${live} ${live === 1 ? "hälytys" : "hälytystä"}`}${ofThem(critical, live, ["", ", kriittinen", `, joista kriittisiä ${critical}`])}; ` +
      `tänä aikana avautui ${opened}, muuttui kriittiseksi ${escalated} ja ratkesi ${resolved}.`,
  },
};
