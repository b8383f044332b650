import { logError } from "../../../log.ts";
import type { TenantScope } from "../../../scope.ts";
import type { PutAside } from "../upload/intake.ts";
import { dropParts, putPartAside } from "./parts-store.ts";

/** Does work that may put parts of a file aside, and takes them away again when it fails; should that fail too, the sweep does. */
export async function withPutAside<Result>(
  scope: TenantScope,
  importId: string,
  work: (putAside: PutAside) => Promise<Result>,
): Promise<Result> {
  let hasParts = false;
  try {
    return await work(async (part, records) => {
      hasParts = true;
      await scope.db.commit([putPartAside(importId, part, records, scope.now)]);
    });
  } catch (error) {
    if (hasParts) {
      await scope.db
        .commit([dropParts(importId)])
        .catch((cause) => logError("parts of a file were left behind", cause, { import_id: importId }));
    }
    throw error;
  }
}
