/** What is measured under one name. All that we measure may rise and fall: a gauge. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  /** The name ends with it. */
  readonly unit?: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** Values are ours: without quotation marks, backslashes and line breaks. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export const OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** The text that OpenMetrics 1.0 describes (github.com/prometheus/OpenMetrics, "Text format"). */
export function writeOpenMetrics(gauges: readonly Gauge[]): string {
  return [...gauges.flatMap(linesOf), "# EOF", ""].join("\n");
}

function linesOf({ name, help, unit, samples }: Gauge): string[] {
  return [
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...samples.map(({ labels, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      return `${name}{${pairs.join(",")}} ${value}`;
    }),
  ];
}
