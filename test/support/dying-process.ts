import { vi } from "vitest";
import { D1Connection } from "../../src/db/d1.ts";

/** Lets the process die at the n-th commit from now on, before or after it has gone through. It stays dead until it is revived. */
export function dieAt(n: number, when: "before" | "after") {
  const { write, read } = D1Connection.prototype;
  let commits = 0;
  let dead = false;
  const die = () => {
    dead = true;
    return Promise.reject(new Error("the process died"));
  };
  const writing = vi.spyOn(D1Connection.prototype, "write").mockImplementation(async function (
    this: D1Connection,
    statements,
  ) {
    if (dead) return die();
    commits += 1;
    if (commits === n && when === "before") return die();
    const rows = await write.call(this, statements);
    return commits === n ? die() : rows;
  });
  const reading = vi.spyOn(D1Connection.prototype, "read").mockImplementation(function (
    this: D1Connection,
    statements,
  ) {
    return dead ? die() : read.call(this, statements);
  });
  return {
    revive() {
      writing.mockRestore();
      reading.mockRestore();
      return dead;
    },
  };
}

/** The same at the n-th call of the database of either kind: before it is made, or once it has gone through and nobody hears of it. */
export function dieAtCall(n: number, when: "before" | "after") {
  let calls = 0;
  let dead = false;
  const die = () => {
    dead = true;
    return Promise.reject(new Error("the process died"));
  };
  const spies = (["read", "write"] as const).map((method) => {
    const original = D1Connection.prototype[method];
    return vi.spyOn(D1Connection.prototype, method).mockImplementation(async function (this: D1Connection, statements) {
      if (dead) return die();
      calls += 1;
      if (calls === n && when === "before") return die();
      const rows = await original.call(this, statements);
      return calls >= n || dead ? die() : rows;
    });
  });
  return {
    calls: () => calls,
    revive() {
      for (const spy of spies) spy.mockRestore();
      return dead;
    },
  };
}
