import { describe, expect, test } from "vitest";
import { choosePlan, type Plan } from "./plan.ts";
import { searchQuery, toSearch } from "./query.ts";

const schema = searchQuery({});
const planOf = (query: string) => choosePlan(toSearch(schema.parse(Object.fromEntries(new URLSearchParams(query)))));

describe("the plan of a search", () => {
  test.each<[string, Plan]>([
    ["", "all"],
    ["sort=amount", "all"],
    ["sort=-updated_at", "recent"],
    ["sort=updated_at", "all"],
    ["sort=-updated_at&stage=find", "all"],
    ["sort=-updated_at&custom.region=North", "all"],
    ["status=won&owner=Aino", "all"],
    ["hollow=true", "all"],
    ["external_id=X&status=open&updated_since=2026-11-23T09:30:00Z", "external_id"],
    ["updated_since=2026-11-23T09:30:00Z&status=open&owner=Aino&sort=amount", "changed"],
    ["status=open", "open"],
    ["status=open&stage=find&tag=a", "open"],
    ["status=open&owner=Aino&sort=-score&q=x", "open_of_owner"],
    ["status=open&sort=-score", "open_figures"],
    ["status=open&sort=amount&process_id=p&stage=s&hollow=true&min_score=1&amount_max=5&currency=EUR", "open_figures"],
    ["status=open&sort=expected_close_date&expected_close_after=2026-01-01&stalled=false", "open_figures"],
    ["status=open&sort=-updated_at", "open"],
    ["status=open&sort=amount&q=x", "open"],
    ["status=open&sort=amount&account=x", "open"],
    ["status=open&sort=amount&single_threaded=true", "open"],
    ["status=open&sort=amount&custom.region=North", "open"],
    ["stalled=true", "open"],
    ["stalled=true&sort=amount", "open_figures"],
    ["stalled=true&status=lost", "all"],
    ["stalled=false", "all"],
  ])("%j is %s", (query, plan) => {
    expect(planOf(query)).toBe(plan);
  });
});
