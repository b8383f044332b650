import { env } from "cloudflare:workers";

/** Companies that have nothing, `ten_many1` and so on, in the database alone; `evaluate_at` is an expression of their number `n`. */
export async function foundMany(count: number, evaluateAt: string | number): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO tenants (id, name, locale, timezone, currency, evaluate_at, created_at, updated_at)
     WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
     SELECT 'ten_many' || n, 'One of many', 'en', 'UTC', 'EUR', ${evaluateAt}, 1, 1 FROM number`,
  )
    .bind(count)
    .run();
}

export const forgetMany = () => env.DB.prepare("DELETE FROM tenants WHERE id LIKE 'ten_many%'").run();
