import { D1Connection, type PlainStatement } from "../../src/db/d1.ts";

/** Lets somebody else do something, once, between what the next writer has read and its commit. */
export function beforeNextCommit(somebodyElse: () => Promise<unknown>): void {
  const { write } = D1Connection.prototype;
  D1Connection.prototype.write = async function (this: D1Connection, statements: readonly PlainStatement[]) {
    D1Connection.prototype.write = write;
    await somebodyElse();
    return write.call(this, statements);
  };
}
