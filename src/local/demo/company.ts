/** The demo company's world. All names are made up. */

export const COMPANY = {
  name: "Northwind Demo Oy",
  locale: "en",
  timezone: "Europe/Helsinki",
  currency: "EUR",
} as const;

export const REPS = [
  "Aino Korpela",
  "Mikko Saarinen",
  "Elina Mäkelä",
  "Juhani Ruusu",
  "Sanna Lindqvist",
  "Petri Hautala",
] as const;

/** Combined into some two hundred accounts. */
export const ACCOUNT_NAMES = [
  "Hopeaharju",
  "Kuusilampi",
  "Revonkallio",
  "Tuulikannel",
  "Mustasaari",
  "Kivenlahti",
  "Lumiranta",
  "Haukkavuori",
  "Ahvenkoski",
  "Suvituuli",
  "Pihlajamaa",
  "Koivuniitty",
  "Myllyoja",
  "Rautakoski",
] as const;

export const ACCOUNT_BRANCHES = [
  "Konepaja Oy",
  "Logistics Oy",
  "Foods Oy",
  "Energia Oy",
  "Timber Oyj",
  "Marine Ab",
  "Packaging Oy",
  "Kiinteistöt Oy",
  "Steel Oyj",
  "Chemicals Oy",
  "Automation Oy",
  "Varastot Oy",
  "Pharma Oy",
  "Rakennus Oy",
] as const;

export const PROJECTS = [
  "condition monitoring, main line",
  "maintenance planning rollout",
  "spare parts portal",
  "fleet sensors, phase 1",
  "predictive maintenance pilot",
  "service contract renewal and extension",
  "energy metering, two plants",
  "remote support for technicians",
] as const;

export const LOST_REASONS = [
  "No decision was made",
  "Chose a competitor",
  "No budget this year",
  "Price",
  "Our contact left the company",
  "The problem was not urgent",
] as const;
