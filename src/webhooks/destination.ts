import ipaddr from "ipaddr.js";
import type { Fault } from "../errors.ts";

/** Longer URLs are refused by many servers; nobody needs one. */
export const MAX_URL_LENGTH = 2_048;

/** Names that never belong to the public internet (RFC 6761, 6762, 8375, and what ICANN keeps for private use). */
const PRIVATE_SUFFIXES = [
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "home.arpa",
];

/** All public IPv6 addresses are in 2000::/3; what lies outside is special, whether it has a name already or not. */
const IPV6_GLOBAL_UNICAST = ipaddr.IPv6.parse("2000::");

type Reach = "public" | "loopback" | "private_address" | "private_name";

/**
 * Whether a webhook may be sent to this URL: over https, to a host of the public internet. With `allowLoopback` (local development)
 * http and https to this machine are allowed too. Answers every fault, pointing at `/url`; none means yes.
 *
 * This reads the URL as `fetch` does, so decimal, octal, hex and full-width spellings of an address are seen for what they are. A name
 * that resolves to a private address cannot be seen from here: that is kept out by the flag `global_fetch_strictly_public`.
 */
export function destinationFaults(text: string, allowLoopback: boolean): Fault[] {
  const url = parseUrl(text);
  if (!url) return [fault("invalid_url", "must be an absolute URL such as https://example.com/hooks")];
  const reach = reachOf(url.hostname);
  const local = allowLoopback && reach === "loopback";
  const faults: Fault[] = [];
  if (url.protocol !== "https:" && !(local && url.protocol === "http:")) {
    faults.push(fault("scheme_not_allowed", "must be https"));
  }
  if (url.username !== "" || url.password !== "") {
    faults.push(fault("credentials_not_allowed", "must not contain a user name or password"));
  }
  if (reach === "private_name") faults.push(fault("host_not_public", "must name a host of the public internet"));
  if (reach === "private_address" || (reach === "loopback" && !local)) {
    faults.push(fault("address_not_public", "must not lead to a private, local or reserved address"));
  }
  return faults;
}

function fault(code: string, detail: string): Fault {
  return { pointer: "/url", code, detail };
}

/** URL parsers drop blanks and turn backslashes round; where two readers could disagree there is nothing to win by accepting. */
function parseUrl(text: string): URL | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for
  if (text.length > MAX_URL_LENGTH || /[\s\\\u0000-\u001f\u007f]/.test(text)) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.hostname ? url : undefined;
}

/** `hostname` as `URL` gives it: lower case, punycode, IPv4 in four decimal parts, IPv6 in brackets. */
function reachOf(hostname: string): Reach {
  if (hostname.startsWith("[")) return reachOfIpv6(ipaddr.IPv6.parse(hostname.slice(1, -1)));
  // One dot at the end only says that the name is complete.
  const host = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  if (ipaddr.IPv4.isValidFourPartDecimal(host)) return reachOfRange(ipaddr.IPv4.parse(host).range());
  return reachOfName(host);
}

function reachOfIpv6(address: ipaddr.IPv6): Reach {
  const range = address.range();
  if (range === "unicast" && !address.match(IPV6_GLOBAL_UNICAST, 3)) return "private_address";
  return reachOfRange(range);
}

function reachOfRange(range: string): Reach {
  if (range === "unicast") return "public";
  return range === "loopback" ? "loopback" : "private_address";
}

function reachOfName(host: string): Reach {
  if (host === "localhost") return "loopback";
  const labels = host.split(".");
  if (labels.length < 2 || labels.includes("")) return "private_name";
  return PRIVATE_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`)) ? "private_name" : "public";
}
