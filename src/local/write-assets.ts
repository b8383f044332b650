import { writeAssets } from "./assets.ts";

await writeAssets();
