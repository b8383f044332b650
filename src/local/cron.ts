const MINUTE_MS = 60_000;

/**
 * Does what Cloudflare's cron trigger does: runs at once, then on every full minute. A run that is still going on when
 * the next is due is not doubled. Returns a function that stops it.
 */
export function startCron(run: (at: Date) => Promise<void>, onError: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function tick(): Promise<void> {
    try {
      await run(new Date());
    } catch (error) {
      if (!stopped) onError(error);
    }
    if (!stopped) timer = setTimeout(() => void tick(), MINUTE_MS - (Date.now() % MINUTE_MS));
  }

  void tick(); // never rejects
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
