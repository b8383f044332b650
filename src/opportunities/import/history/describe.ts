import { CONTRADICTIONS } from "./contradictions.ts";

/** What an import makes of visits, criteria and stage histories, as the documentation tells it. */
export function describeHistories(): string {
  return [
    "**Visits and criteria.** A row that lists the visits of a deal lists them all: its visits become exactly these. Only when it has had the same ones and has moved on since, the list is an older state, and the deal is moved back with both in its history. A criterion that a row does not name is left alone; of one that it names, evidence, confirmation and note stay where the row has none and says the same state and level.",
    "**Stage histories** (`kind`: `stage_history`). The rows of a deal tell its past, in any order; at the same time in the order of the file, or the other way round where it is newest first or where only so they lead to where the deal is. They replace what imports have said of its visits before, and go in all together or not at all. What was moved here stays, and an entry of the same day into the same stage is that move. Of the day on which a deal was opened, and of the day and the stage of its closing, the file that came last is believed: after its opportunities send a history again. Each contradiction between a history and its deal is a warning, and decided by a rule:",
    Object.entries(CONTRADICTIONS)
      .map(([code, rule]) => `* \`${code}\`: ${rule}`)
      .join("\n"),
  ].join("\n\n");
}
