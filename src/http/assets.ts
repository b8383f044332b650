/** A file that was built beside the Worker, by its path in `buildAssets`. One that is not there is a fault of the deployment, and thrown. */
export async function openAsset(assets: Fetcher, path: string): Promise<Response> {
  const response = await assets.fetch(`https://assets/${path}`);
  if (response.status === 200) return response;
  await response.body?.cancel();
  throw new Error(`the asset ${path} answered ${response.status}`);
}
