import type { Demo } from "./demo/seed.ts";

/** Prints what it receives. The quotes in it are double, so that a shell takes it in single ones. */
const RECEIVER =
  'require("http").createServer((q,s)=>{let b="";q.on("data",d=>b+=d).on("end",()=>' +
  '{console.log(q.headers["webhook-id"],JSON.parse(b).type);s.writeHead(204).end()})}).listen(9000,"127.0.0.1")';

/** What a newcomer needs after the ready line: the way in, and six things worth trying. */
export function describeWayIn(url: string, tokenLocation: string, demo: Demo | undefined, now: Date): string {
  const lines = ["", `  API and documents   ${url}/docs`, `  Operator token      ${tokenLocation}`];
  if (demo) {
    const auth = `-H "Authorization: Bearer ${demo.apiKey}"`;
    lines.push(
      `  Demo company's key  ${demo.apiKey}`,
      "",
      "Six things to try:",
      "",
      "  # What is wrong with the demo company's pipeline?",
      `  curl -s ${auth} "${url}/v1/alerts?live=true"`,
      "",
      "  # Its funnel: upside down. The same as a picture, beside what its target needs: open the file in a browser",
      `  curl -s ${auth} "${url}/v1/funnel?process_id=${demo.processId}"`,
      `  curl -s ${auth} "${url}/v1/funnel/funnel.svg?process_id=${demo.processId}" > funnel.svg`,
      "",
      "  # How it was half a year ago",
      `  curl -s ${auth} "${url}/v1/funnel?process_id=${demo.processId}&as_of=${halfAYearAgo(now)}"`,
      "",
      "  # What it will bring in, month by month, and whether that reaches the target",
      `  curl -s ${auth} "${url}/v1/funnel/forecast?process_id=${demo.processId}"`,
      "",
      "  # A deal in the close: what is missing, and what to ask next",
      `  curl -s ${auth} ${url}/v1/opportunities/${demo.opportunityId}/progress`,
      "",
      "  # Be told about every change. In another terminal, start something that listens:",
      `  node -e '${RECEIVER}'`,
      "",
      "  # then, here, register it and send it a test",
      `  hook=$(curl -s ${auth} -H "Content-Type: application/json" \\`,
      `    -d '{"url":"http://127.0.0.1:9000/hook","event_types":["*"]}' ${url}/v1/webhook-endpoints); echo "$hook"`,
      `  curl -s ${auth} -X POST ${url}/v1/webhook-endpoints/$(echo "$hook" | grep -o 'whe_[0-9a-z]*' | head -1)/test`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function halfAYearAgo(now: Date): string {
  return new Date(now.getTime() - 182 * 86_400_000).toISOString().slice(0, 10);
}
