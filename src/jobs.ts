/**
 * What the queue carries: ids only, never contents (a message is at most 128 KB and may be lost, doubled or late). A job is a hint for
 * speed; whatever a lost one would have done is found again by the cron trigger's sweep.
 */
export type Job =
  | {
      readonly kind: "deliver";
      readonly shard: number;
      readonly tenantId: string;
      readonly deliveryId: string;
      /** Keeps the deliveries of a batch to one endpoint apart from the others. */
      readonly endpointId: string;
    }
  | { readonly kind: "evaluate"; readonly shard: number; readonly tenantId: string }
  | { readonly kind: "migrate"; readonly shard: number; readonly tenantId: string; readonly migrationId: string }
  | {
      readonly kind: "repair";
      readonly shard: number;
      readonly tenantId: string;
      readonly processId: string;
      readonly repair: "rollups" | "snapshots";
    }
  | { readonly kind: "import"; readonly shard: number; readonly tenantId: string; readonly importId: string };
