import type { TenantScope } from "../../scope.ts";
import type { ExportFormat } from "./export-format.ts";
import { exportDeal } from "./exported-deal.ts";
import { FIRST_PAGE, nextPageSize } from "./page-size.ts";
import { type ReadPage, readDeals } from "./read-deals.ts";

/** So many opportunities are written down before they are sent on. */
const DEALS_PER_PIECE = 100;

/**
 * The text of an export, piece by piece; a page of the list is read when the one before has been taken. The first piece has something of the
 * first page, so that whoever has it knows that the list can be read.
 */
export async function* writeExport(
  scope: TenantScope,
  format: ExportFormat,
  readPage: ReadPage,
): AsyncGenerator<string> {
  let head = format.head;
  let pageSize = FIRST_PAGE;
  for await (const page of readDeals(scope, readPage, () => pageSize)) {
    let characters = 0;
    for (let start = 0; start < page.length; start += DEALS_PER_PIECE) {
      const deals = page.slice(start, start + DEALS_PER_PIECE);
      const text = deals.map((deal) => format.lineOf(exportDeal(deal, scope.tenant, scope.now))).join("");
      characters += text.length;
      yield head + text;
      head = "";
    }
    pageSize = nextPageSize(page.length, characters);
  }
  if (head !== "") yield head;
}
