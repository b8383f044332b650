import { createMiddleware } from "hono/factory";
import { readSettings } from "../env.ts";
import type { AppEnv } from "./context.ts";

/** D1's own counts for the request, where the setting SERVER_TIMING is on. */
export const serverTiming = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  if (!readSettings(c.env).serverTiming) return;
  const { roundTrips = 0, queries = 0, rowsRead = 0, rowsWritten = 0 } = c.var.connection?.counts ?? {};
  const counts = `queries=${queries},rows_read=${rowsRead},rows_written=${rowsWritten},round_trips=${roundTrips}`;
  c.header("server-timing", `d1;desc="${counts}"`);
});
