import { z } from "@hono/zod-openapi";
import { digest } from "../../db/seal.ts";
import type { AppContext } from "../../http/context.ts";
import { type Api, operation, problem } from "../../http/operation.ts";
import { readConversion } from "../conversion/read-conversion.ts";
import { filterQuery, isFiltered, processQuery } from "../filter.ts";
import { readFunnel } from "../read-funnel.ts";
import { drawDiamond } from "./draw-diamond.ts";
import { drawFunnel } from "./draw-funnel.ts";
import { type Manner, THEMES, viewFunnel } from "./picture-view.ts";

const PICTURE_TYPE = "image/svg+xml";

const PictureQuery = z.strictObject({
  ...processQuery,
  ...filterQuery,
  theme: z.enum(THEMES).optional().openapi({ description: "`auto`, the default, is as the reader's system is" }),
  locale: z.enum(["en", "fi"]).optional().openapi({ description: "Default: the company's language" }),
});

const answers = {
  200: {
    description:
      "An SVG image without scripts or anything to load, drawn for 320 pixels of width and more, with all that it shows told in its `desc`",
    content: { [PICTURE_TYPE]: { schema: { type: "string" as const } } },
  },
  304: { description: "If-None-Match names the picture as it still is" },
  404: problem("There is no such process or team"),
  409: problem("The process is not published"),
};

const drawDiamondRoute = operation({
  operationId: "drawDiamond",
  method: "get",
  path: "/v1/funnel/diamond.svg",
  permission: "funnel:read",
  summary: "Draw the open deals on the baseball diamond",
  description:
    "Each stage lies on the way to its base; deals are runners, hollow ones broken rings. A process without bases goes round evenly.",
  tags: ["Funnel"],
  request: { query: PictureQuery },
  responses: answers,
});

const drawFunnelRoute = operation({
  operationId: "drawFunnel",
  method: "get",
  path: "/v1/funnel/funnel.svg",
  permission: "funnel:read",
  summary: "Draw the funnel beside the shape that reaches the goal",
  description:
    "How many deals each stage needs is the `required` of `GET /v1/funnel/conversion` over its default window; it is of the whole process, so a picture of some of its deals is without.",
  tags: ["Funnel"],
  request: { query: PictureQuery },
  responses: answers,
});

export function mountPictureRoutes(api: Api): void {
  api.openapi(drawDiamondRoute, async (c) => {
    const query = c.req.valid("query");
    const funnel = await readFunnel(c.var.scope, query.process_id, query);
    return answerPicture(c, drawDiamond(viewFunnel(funnel, mannerOf(c, query))));
  });

  api.openapi(drawFunnelRoute, async (c) => {
    const query = c.req.valid("query");
    const manner = mannerOf(c, query);
    if (isFiltered(query)) {
      return answerPicture(c, drawFunnel(viewFunnel(await readFunnel(c.var.scope, query.process_id, query), manner)));
    }
    const { funnel, toCome, required } = await readConversion(c.var.scope, query.process_id, {});
    const goal = { closes: toCome.closes, basis: toCome.target ? "target" : "pace" } as const;
    return answerPicture(c, drawFunnel(viewFunnel(funnel, manner, { goal, required })));
  });
}

function mannerOf(c: AppContext, { owner, team, tag, theme, locale }: z.infer<typeof PictureQuery>): Manner {
  const named = [owner, team, tag].filter((name) => name !== undefined);
  return {
    filter: named.length === 0 ? null : named.join(" · "),
    theme: theme ?? "auto",
    locale: locale ?? c.var.scope.tenant.locale,
  };
}

/** Were the picture opened as a page, nothing but its own style could load or run. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

async function answerPicture(c: AppContext, picture: string): Promise<Response> {
  const tag = `"${await digest(picture)}"`;
  const headers = { etag: tag, "cache-control": "private, no-cache", vary: "authorization" };
  if (isKnown(c.req.header("if-none-match"), tag)) return c.body(null, 304, headers);
  return c.body(picture, 200, {
    ...headers,
    "content-type": PICTURE_TYPE,
    "content-security-policy": PICTURE_POLICY,
    "x-content-type-options": "nosniff",
  });
}

/** Compared weakly, as RFC 9110 §13.1.2 has it for reading. */
function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  const known = (ifNoneMatch ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes("*") || known.includes(tag);
}
