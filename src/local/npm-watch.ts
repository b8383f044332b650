const LOOK_EVERY_MS = 500;

/**
 * Tells when the npm that runs this process is gone. npm passes on the signals that it gets, but one that is killed
 * passes on nothing, and would leave a server behind of which nobody knows. Does nothing when npm did not start us, nor on
 * Windows, where a parent's id never changes.
 */
export function onNpmKilled(env: Readonly<Record<string, string | undefined>>, tell: () => void): void {
  if (env["npm_lifecycle_event"] !== "start") return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return; // else another process has adopted us
    clearInterval(timer);
    tell();
  }, LOOK_EVERY_MS);
  timer.unref();
}
