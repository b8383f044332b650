/** What the shape of a funnel has to be for so many deals to be won. */
export interface RequiredShapeInput {
  /** Deals that are still to be won; null where nobody knows. */
  readonly closesNeeded: number | null;
  /** By stage in order: of the deals that enter it, the share that gets further (from the last one: is won). Null: not known. */
  readonly conversions: readonly (number | null)[];
}

/**
 * How many deals have to stand in each stage, in order, for `closesNeeded` of them to be won: closesNeeded ÷ Π of the conversions from that
 * stage on, rounded up to whole deals (product.md §4, "closes needed ÷ conversion, stage by stage"). Stage by stage is read as from each stage
 * alone: so many deals in it would do by themselves. Null from where a conversion is not known towards the first stage, and where nothing
 * converts, since no number of deals would do.
 */
export function requiredShape({ closesNeeded, conversions }: RequiredShapeInput): (number | null)[] {
  if (closesNeeded === null) return conversions.map(() => null);
  const needed: (number | null)[] = [];
  let share: number | null = 1;
  for (const conversion of conversions.toReversed()) {
    share = share === null || conversion === null || conversion <= 0 ? null : share * Math.min(1, conversion);
    needed.push(share === null ? null : roundUp(closesNeeded / share));
  }
  return needed.reverse();
}

/** 10 ÷ (0.1 × …) is 100 deals and not 101, whatever floating point makes of it. */
function roundUp(deals: number): number {
  return Math.ceil(deals - deals * 1e-12);
}

/** What `closesNeeded` follows from. Amounts are in minor units of the reporting currency. */
export interface ClosesNeededInput {
  /** What is left of the target; null without a target. */
  readonly remainingMinor: number | null;
  /** Of the deals won in the last `days` days: how many, what those with an amount come to, and how many these are. */
  readonly recent: {
    readonly won: number;
    readonly amountMinor: number;
    readonly withAmount: number;
    readonly days: number;
  };
  /** Days of the period that is looked at. */
  readonly periodDays: number;
}

/**
 * How many deals are to be won: what is left of the target ÷ the mean amount of a recently won deal, rounded up; 0 where the target is reached.
 * Without a target it is what keeps the recent pace up: deals won in the last days, scaled to the days of the period. Null with a target that
 * no recent amount can be held against, and without a target where nothing was won.
 */
export function closesNeeded({ remainingMinor, recent, periodDays }: ClosesNeededInput): number | null {
  if (remainingMinor === null) return recent.won === 0 ? null : roundUp((recent.won * periodDays) / recent.days);
  if (remainingMinor <= 0) return 0;
  return recent.withAmount === 0 || recent.amountMinor <= 0
    ? null
    : roundUp((remainingMinor * recent.withAmount) / recent.amountMinor);
}
