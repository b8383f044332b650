import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";

/**
 * Remembers the last process id that it is told and ends that process when its own input closes without a word. The
 * kernel closes it for us, even when we are killed in a way that runs no handler.
 */
const WATCH = 'while read -r line; do pid=$line; done; [ -z "$pid" ] || kill -9 "$pid"';

/**
 * Makes sure that no workerd outlives this process. Left alone, the one of a runner that was killed with SIGKILL stays:
 * it keeps the port, and answers on it. To be called once, before the server is started; not needed on Windows, where
 * children end with their parent's job.
 */
export function guardAgainstOrphans(): void {
  if (process.platform === "win32") return;
  // In a process group of its own, so that Ctrl-C and `kill -- -group` do not end the guard before its duty.
  const guard = spawn("/bin/sh", ["-c", WATCH], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.on("error", () => undefined); // a machine without a shell: run unguarded
  guard.stdin.on("error", () => undefined);
  guard.unref();

  // Miniflare does not tell the id of its workerd and starts a new one after a crash; this channel tells of each.
  subscribe("child_process", (message) => {
    const { process: child } = message as { process: ChildProcess }; // the channel's documented message
    child.once("spawn", () => {
      if (!child.spawnfile.includes("workerd")) return;
      guard.stdin.write(`${child.pid}\n`);
      child.once("exit", () => guard.stdin.write("\n"));
    });
  });
}
