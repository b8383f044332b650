const encoder = new TextEncoder();

/**
 * Text as a body that is made as fast as it is read. A fault breaks the body off, so that nobody takes a part of it for the whole. Waits for
 * the first piece, so that a fault before it can still be answered as what it is.
 *
 * @param report told of a fault after the first piece
 */
export async function streamText(
  text: AsyncGenerator<string>,
  report: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array>> {
  let next: IteratorResult<string> | undefined = await text.next();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = next ?? (await text.next());
          next = undefined;
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          report(error);
          controller.error(error);
        }
      },
      async cancel() {
        await text.return(undefined);
      },
    },
    // One piece at a time: what is read ahead is held for a client that may be slow, or gone.
    { highWaterMark: 0 },
  );
}
