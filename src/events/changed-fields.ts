/** Fields that move with every change: they are no news. */
const NO_NEWS: ReadonlySet<string> = new Set(["revision", "updated_at"]);

/** What the fields that differ were: the `previous` of an update's event. Both are written by the one serializer, lists in their order. */
export function changedFields<View extends object>(before: View, after: NoInfer<View>): Partial<View> {
  const now = after as Readonly<Record<string, unknown>>;
  const changed = Object.entries(before).filter(
    ([field, value]) => !NO_NEWS.has(field) && JSON.stringify(value) !== JSON.stringify(now[field]),
  );
  return Object.fromEntries(changed) as Partial<View>;
}
