/** The text of so many characters is held at once: an isolate has 128 MB, and rows take a multiple of their text. */
const PAGE_CHARACTERS = 4_000_000;
const SMALLEST_PAGE = 50;

/**
 * A page takes 4 statements, and one request may run 1,000: pages of 1,000 opportunities let about 240,000 pass, and those of 8 kB each
 * 120,000.
 */
const LARGEST_PAGE = 1_000;

/** Nobody knows yet how long the opportunities of this company are. */
export const FIRST_PAGE = 250;

/** How many opportunities to read next, when `opportunities` have come to so many characters. */
export function nextPageSize(opportunities: number, characters: number): number {
  if (opportunities === 0 || characters === 0) return FIRST_PAGE;
  const fitting = Math.floor((PAGE_CHARACTERS * opportunities) / characters);
  return Math.min(Math.max(fitting, SMALLEST_PAGE), LARGEST_PAGE);
}
