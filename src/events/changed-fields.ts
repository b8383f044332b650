/** Fields that move with every change: they are no news. */
const NO_NEWS = ["revision", "updated_at"];

/**
 * What the fields that differ were: the `previous` of an update's event. Both are written by the one serializer, lists and objects in their
 * order. `besides` names fields that are no news either.
 */
export function changedFields<View extends object>(
  before: View,
  after: NoInfer<View>,
  besides: readonly (keyof View & string)[] = [],
): Partial<View> {
  const now = after as Readonly<Record<string, unknown>>;
  const silent = new Set<string>([...NO_NEWS, ...besides]);
  const changed = Object.entries(before).filter(
    ([field, value]) => !silent.has(field) && JSON.stringify(value) !== JSON.stringify(now[field]),
  );
  return Object.fromEntries(changed) as Partial<View>;
}
