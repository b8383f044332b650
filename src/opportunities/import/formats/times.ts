/** A time of day, and where the text says so how far its zone is ahead of UTC. */
export interface TimeOfDay {
  readonly ms: number;
  readonly offsetMs: number | null;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const TIME =
  /^(?<hour>\d{1,2})[:.](?<minute>\d{2})(?:[:.](?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?\s*(?<half>[ap]\.?m\.?)?\s*(?<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{2}(?::?\d{2})?)?$/i;

/** `10:32`, `10:32:00.000Z`, `1:05 PM`, `10.32 +02:00`; undefined for what is none. A second of 60 is the last one of its minute. */
export function readTime(text: string): TimeOfDay | undefined {
  const groups = TIME.exec(text)?.groups;
  if (!groups) return undefined;
  const hour = hourOf(Number(groups["hour"]), groups["half"]?.[0]?.toLowerCase());
  const minute = Number(groups["minute"]);
  const second = Math.min(59, Number(groups["second"] ?? 0));
  const offsetMs = offsetOf(groups["zone"]);
  if (hour === undefined || minute > 59 || Number(groups["second"] ?? 0) > 60 || offsetMs === undefined)
    return undefined;
  const milliseconds = Math.floor(Number(`0.${groups["fraction"] ?? 0}`) * 1_000);
  return { ms: hour * HOUR_MS + minute * MINUTE_MS + second * 1_000 + milliseconds, offsetMs };
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === "p" ? 12 : 0);
}

/** null where there is no zone; undefined where it cannot be one. */
function offsetOf(zone: string | undefined): number | null | undefined {
  if (zone === undefined) return null;
  const parts = /([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!parts) return 0;
  const [hours, minutes] = [Number(parts[2]), Number(parts[3] ?? 0)];
  if (hours > 14 || minutes > 59) return undefined;
  return (parts[1] === "-" ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
}
