// Reads the server's OpenAPI document and prints the TypeScript types that the page uses:
//   wizard openapi | node tests/clients/types.mjs > web/src/api/schema.ts
import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";

// The chat's own routes are CopilotKit's business; its client brings its types.
const USED = /^\/(api\/v1\/|copilotkit\/threads)/;

const document = JSON.parse(await text(process.stdin));
document.paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => USED.test(path)));
document.components.schemas = reachable(document.paths, document.components.schemas);
// Requests name their path in plain text; what is sent and answered is what needs a type.
document.paths = {};
process.stdout.write("/** Made by `make types` from the server's OpenAPI document; never edited by hand. */\n");
process.stdout.write(astToString(await openapiTS(document, { alphabetize: true })));

/** What these paths name, and what that names in turn. */
function reachable(paths, schemas) {
  const found = new Set();
  const waiting = [paths];
  while (waiting.length) {
    for (const [, name] of JSON.stringify(waiting.pop()).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (!found.has(name)) {
        found.add(name);
        waiting.push(schemas[name]);
      }
    }
  }
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}
