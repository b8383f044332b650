import type { RouteConfig, z } from "@hono/zod-openapi";

// The Worker has this in place of @asteasolutions/zod-to-openapi (an alias in wrangler.toml). The OpenAPI document is generated in Node; all that
// a running Worker needs of the library is that schemas can be described, and that it knows its routes.

/** Remembers the routes, and nothing of what only the document tells. */
export class OpenAPIRegistry {
  readonly definitions: { readonly type: "route"; readonly route: RouteConfig }[] = [];

  registerPath(route: RouteConfig): void {
    this.definitions.push({ type: "route", route });
  }

  register<Schema>(_name: string, schema: Schema): Schema {
    return schema;
  }
}

/** A schema is described by what it says in its declaration, which is for the document alone. */
export function extendZodWithOpenApi(zod: typeof z): void {
  zod.ZodType.prototype.openapi = function () {
    return this;
  };
}

/** Imported by @hono/zod-openapi, for documents and for apps that are mounted in others: we have neither. */
export function getOpenApiMetadata(): never {
  throw new Error("the Worker generates no OpenAPI document");
}

export { getOpenApiMetadata as OpenApiGeneratorV3, getOpenApiMetadata as OpenApiGeneratorV31 };
