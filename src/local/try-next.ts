import type { Demo } from "./demo/seed.ts";

/** What a newcomer needs after the ready line: the way in, and four things worth trying. */
export function describeWayIn(url: string, tokenLocation: string, demo: Demo | undefined): string {
  const lines = ["", `  API and documents   ${url}/docs`, `  Operator token      ${tokenLocation}`];
  if (demo) {
    const auth = `-H "Authorization: Bearer ${demo.apiKey}"`;
    lines.push(
      `  Demo company's key  ${demo.apiKey}`,
      "",
      "Four things to try:",
      "",
      "  # What is wrong with the demo company's pipeline?",
      `  curl -s ${auth} "${url}/v1/alerts?status=open"`,
      "",
      "  # Its funnel: upside down",
      `  curl -s ${auth} "${url}/v1/funnel?process_id=${demo.processId}"`,
      "",
      "  # A deal in the close: what is missing, and what to ask next",
      `  curl -s ${auth} ${url}/v1/opportunities/${demo.opportunityId}/progress`,
      "",
      "  # Be told about every change",
      `  curl -s ${auth} -H "Content-Type: application/json" \\`,
      `    -d '{"url":"http://127.0.0.1:9000/hook","event_types":["*"]}' ${url}/v1/webhook-endpoints`,
    );
  }
  return `${lines.join("\n")}\n`;
}
