import { foundCompany } from "./client.ts";
import type { BenchServer } from "./server.ts";

/** As many requests are under way at once. */
const CONCURRENCY = 8;
const DEALS = 200;

const LIST_50 = `SELECT id, external_id, name, account, owner, amount_minor, currency, expected_close_day, opened_day, process_id, version,
  status, stage, earned_stage, hollow, score_hundredths, visit, stage_entered_at, pushes, lost_reason, revision, created_at, updated_at, closed_at
  FROM opportunities WHERE tenant_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`;

/**
 * Lists 50 opportunities through the API and through the floor in turns, and prints the ratio of their speeds: turns, because a shared
 * machine is now fast and now slow for both.
 */
export async function compareWithFloor(
  server: BenchServer,
  { rounds, requests }: { rounds: number; requests: number },
): Promise<void> {
  const { client, tenantId, key } = await foundCompany(server);
  for (let n = 0; n < DEALS; n++) {
    await client("POST", "/v1/opportunities", {
      name: `Deal ${n}`,
      account: "Virtanen Oy",
      owner: "Aino",
      amount: 1_000 + n,
      expected_close_date: "2027-03-31",
    });
  }
  const headers = { authorization: `Bearer ${key}` };
  const floorBody = JSON.stringify({ tenant: tenantId, sql: LIST_50 });
  const api = () => server.api("/v1/opportunities?limit=50", { headers });
  const floor = () => server.floor(floorBody);
  const ratios: number[] = [];
  const speeds = { api: 0, floor: 0 };
  for (let round = 0; round <= rounds; round++) {
    const [floorSpeed, apiSpeed] = [await speedOf(floor, requests), await speedOf(api, requests)];
    if (round === 0) continue; // warming up
    ratios.push(apiSpeed / floorSpeed);
    speeds.api += apiSpeed / rounds;
    speeds.floor += floorSpeed / rounds;
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2);
  console.log(
    `\nlist 50 against the floor   ${at(0.5)} of its speed (goal ≥ 0.7; quartiles ${at(0.25)} to ${at(0.75)} of ${rounds} rounds)`,
  );
  console.log(
    `${"".padEnd(27)} ${speeds.api.toFixed(0)} against ${speeds.floor.toFixed(0)} requests/s with ${CONCURRENCY} at once`,
  );
}

/** Requests per second. */
async function speedOf(send: () => Promise<Response>, requests: number): Promise<number> {
  let left = requests;
  const worker = async () => {
    while (left-- > 0) {
      const response = await send();
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return requests / ((performance.now() - started) / 1000);
}
