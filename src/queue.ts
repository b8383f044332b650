import { type EvaluateMessage, evaluateMessages } from "./alerts/queue.ts";
import type { Env } from "./env.ts";
import { repairJob } from "./funnel/repairs/repair-job.ts";
import type { Job } from "./jobs.ts";
import { logError } from "./log.ts";
import { importJob } from "./opportunities/import/job/import-job.ts";
import { migrateJob } from "./opportunities/migration/migrate-job.ts";
import type { DeliverMessage } from "./webhooks/lanes.ts";
import { deliverMessages } from "./webhooks/queue.ts";

const DEAD_LETTERS = "infield-jobs-dead";

/** Of some 60 statements each, beside what else a batch brings: an invocation may run 1,000. */
const MIGRATIONS_AT_ONCE = 4;
/** Of at most some 150 statements each. */
const IMPORTS_AT_ONCE = 2;
/** After so many no further repair is begun; the last one may take another 150. */
const REPAIR_STATEMENTS = 60;

type JobMessage = Pick<Message<Job>, "body" | "ack" | "retry">;

/** Does what a batch of the queue asks for. Each message is acknowledged by itself: one that fails brings no other back. */
export async function consumeJobs(env: Env, queue: string, messages: readonly JobMessage[]): Promise<void> {
  if (queue === DEAD_LETTERS) return buryJobs(messages);
  await Promise.all([
    deliverMessages(env, messages.filter(isDelivery)),
    evaluateMessages(env, messages.filter(isEvaluation)),
    migrateMessages(env, messages),
    importMessages(env, messages),
    repairMessages(env, messages),
  ]);
}

function isDelivery(message: JobMessage): message is DeliverMessage & JobMessage {
  return message.body.kind === "deliver";
}

function isEvaluation(message: JobMessage): message is EvaluateMessage & JobMessage {
  return message.body.kind === "evaluate";
}

/** One that fails has put itself off. It is found again by the sweep, and so is what an invocation has no room for. */
async function migrateMessages(env: Env, messages: readonly JobMessage[]): Promise<void> {
  let taken = 0;
  for (const message of messages) {
    const { body } = message;
    if (body.kind !== "migrate") continue;
    if (++taken > MIGRATIONS_AT_ONCE) {
      message.ack();
      continue;
    }
    try {
      await migrateJob(env, body, Date.now());
    } catch (error) {
      logError("a migration failed", error, { tenantId: body.tenantId, migrationId: body.migrationId });
    }
    message.ack();
  }
}

/** As migrations. */
async function importMessages(env: Env, messages: readonly JobMessage[]): Promise<void> {
  let taken = 0;
  for (const message of messages) {
    const { body } = message;
    if (body.kind !== "import") continue;
    if (++taken > IMPORTS_AT_ONCE) {
      message.ack();
      continue;
    }
    try {
      await importJob(env, body, Date.now());
    } catch (error) {
      logError("an import failed", error, { tenantId: body.tenantId, importId: body.importId });
    }
    message.ack();
  }
}

/** As migrations. Those of small companies are many to a batch: after an upgrade every company has some. */
async function repairMessages(env: Env, messages: readonly JobMessage[]): Promise<void> {
  let statements = 0;
  for (const message of messages) {
    const { body } = message;
    if (body.kind !== "repair") continue;
    if (statements < REPAIR_STATEMENTS) {
      try {
        statements += await repairJob(env, body, Date.now());
      } catch (error) {
        statements = REPAIR_STATEMENTS; // nobody knows how many it took
        logError("a repair failed", error, { tenantId: body.tenantId, processId: body.processId });
      }
    }
    message.ack();
  }
}

/** A job is a hint and its work is found again by the sweep, so a dead letter loses nothing; but somebody should look why it died. */
function buryJobs(messages: readonly JobMessage[]): void {
  for (const message of messages) {
    logError("a job failed for good", undefined, { job: message.body });
    message.ack();
  }
}
