import { isCurrency } from "../../../values/money.ts";

/** What is written beside an amount and is no ISO 4217 code → the currencies that it can mean. In lower case, without dots. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  "€": ["EUR"],
  euro: ["EUR"],
  euros: ["EUR"],
  euroa: ["EUR"],
  "£": ["GBP"],
  zł: ["PLN"],
  kč: ["CZK"],
  ft: ["HUF"],
  lei: ["RON"],
  "₹": ["INR"],
  rs: ["INR", "PKR", "LKR", "NPR", "MUR"],
  "₽": ["RUB"],
  "₺": ["TRY"],
  "₩": ["KRW"],
  "₪": ["ILS"],
  "₫": ["VND"],
  "฿": ["THB"],
  "₴": ["UAH"],
  "₦": ["NGN"],
  "₱": ["PHP"],
  "¥": ["JPY", "CNY"],
  "￥": ["JPY", "CNY"],
  kr: ["SEK", "NOK", "DKK", "ISK"],
  fr: ["CHF"],
  sfr: ["CHF"],
  us$: ["USD"],
  ca$: ["CAD"],
  c$: ["CAD"],
  a$: ["AUD"],
  au$: ["AUD"],
  nz$: ["NZD"],
  hk$: ["HKD"],
  s$: ["SGD"],
  sg$: ["SGD"],
  r$: ["BRL"],
  mx$: ["MXN"],
  nt$: ["TWD"],
  $: [
    ...["USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD", "ARS", "CLP", "COP", "BBD", "BMD", "BND", "BSD"],
    ...["BZD", "DOP", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "UYU", "XCD"],
  ],
};

/** The currencies that a sign, a word or an ISO code beside an amount can mean; none for what is no currency. */
export function currenciesOf(sign: string): readonly string[] {
  const code = sign.toUpperCase();
  if (/^[A-Z]{3}$/.test(code) && isCurrency(code)) return [code];
  const word = sign.toLowerCase().replaceAll(".", "");
  return Object.hasOwn(SIGNS, word) ? (SIGNS[word] ?? []) : [];
}
