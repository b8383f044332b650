import type { EventType } from "./catalogue.ts";

/** What each type of event tells a partner. Exhaustive: a new type does not compile without its description. */
export const EVENT_DESCRIPTIONS: Readonly<Record<EventType, string>> = {
  "opportunity.created": "An opportunity was added.",
  "opportunity.updated": "Fields of an opportunity changed, such as its amount, owner or expected close date.",
  "opportunity.criterion_changed":
    "A criterion of an opportunity got another state, and with it perhaps another score.",
  "opportunity.stage_changed": "An opportunity moved to another open stage, forward or backward.",
  "opportunity.won": "An opportunity was won.",
  "opportunity.lost": "An opportunity was lost, with the reason.",
  "opportunity.reopened": "A closed opportunity was opened again.",
  "opportunity.migrated":
    "An open opportunity was moved to another version of its process, by a migration; such an event is no webhook.",
  "opportunity.deleted": "An opportunity was deleted. It can be restored for 30 days.",
  "opportunity.restored": "A deleted opportunity is back as it was.",
  "opportunity.merged":
    "An opportunity took up a duplicate of itself, which is no opportunity of its own any more and is told of in this one event only.",
  "opportunity.note_added": "A note was written about an opportunity.",
  "opportunity.note_withdrawn": "A note about an opportunity was withdrawn; its text is not shown any more.",
  "process.published": "A new version of a process was published.",
  "process.archived": "A process was put aside; no opportunity is open in it.",
  "process.restored": "An archived process was taken up again.",
  "migration.completed":
    "A migration of a process to another version ended. Its opportunities are told of in this one event only.",
  "import.completed": "An import ended. Its opportunities are told of in this one event only.",
  "alert.raised": "A figure of a funnel breached its threshold.",
  "alert.escalated":
    "An alert went from warning to critical, or nobody acknowledged it for as long as its rule waits; `reason` tells which.",
  "alert.resolved":
    "The figure behind an alert is well again or is judged no longer, or somebody resolved it: `resolved_by` tells who.",
  "alert.acknowledged": "Somebody has seen an alert and takes care of it.",
  "alert.snoozed": "Somebody put an alert off until a time.",
  "alert.reopened": "An alert that was put off is open again, for its time has come.",
  "alert.commented": "Somebody wrote a comment on an alert.",
  "alert_rule.changed": "A company set one of its rules in another way.",
  "funnel.digest": "How the funnels stand and what became of the alerts, as often as the company wants to hear of it.",
  "target.created": "It was set what is to be won in a period.",
  "target.updated": "A target was changed.",
  "target.deleted": "A target was deleted; it is told as it was.",
  "team.created": "A team of owners was made.",
  "team.updated": "A team got another name or other owners.",
  "team.deleted": "A team was deleted, and is told as it was. Its owners keep their opportunities.",
  "webhook_endpoint.disabled":
    "A webhook endpoint was disabled, by request or because nothing could be delivered to it.",
  "webhook_endpoint.test": "A test that was asked for; it goes to the tested endpoint only.",
};
