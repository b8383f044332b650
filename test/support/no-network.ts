// The Worker of a test calls nobody: where a test says nothing else, every receiver in the world answers 204. The background deliveries of
// a test would otherwise look up the names of receivers that do not exist.
globalThis.fetch = async () => new Response(null, { status: 204 });
