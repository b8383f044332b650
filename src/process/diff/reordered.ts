interface Places {
  readonly from: number;
  readonly to: number;
}

/** Items that kept their order among themselves, linked from the last one back. */
interface Chain<Item> {
  readonly last: Item;
  readonly before: Chain<Item> | undefined;
  readonly length: number;
  /** How far its items have travelled, all together. */
  readonly distance: number;
}

/**
 * The fewest items whose moving explains a new order: all but a longest increasing subsequence. Takes what is in both lists, in
 * the order of the new one, with the positions in the old (`from`) and the new list (`to`); answers in the same order. Where
 * several choices are as small, those count as moved that travelled furthest, so that the middle of a reversed list has stayed.
 *
 * Takes n² steps, by the textbook recurrence; the lists have at most a hundred items.
 */
export function reordered<Item extends Places>(items: readonly Item[]): Item[] {
  const chains: Chain<Item>[] = [];
  for (const item of items) {
    const before = best(chains.filter(({ last }) => last.from < item.from));
    const travelled = Math.abs(item.from - item.to);
    chains.push({
      last: item,
      before,
      length: (before?.length ?? 0) + 1,
      distance: (before?.distance ?? 0) + travelled,
    });
  }
  const stayed = new Set<Item>();
  for (let chain = best(chains); chain; chain = chain.before) stayed.add(chain.last);
  return items.filter((item) => !stayed.has(item));
}

/** The longest chain, of those the one that travelled least, of those the first. */
function best<Item>(chains: readonly Chain<Item>[]): Chain<Item> | undefined {
  return chains.toSorted((a, b) => b.length - a.length || a.distance - b.distance)[0];
}
