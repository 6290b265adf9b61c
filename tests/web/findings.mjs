// What the form finds by itself, row for row; stays open for as many lines as come.
// In, first line: the list of stages as GET /wizard/stages answers it; then lines of rows [[stage, field, value]].
// Out, for each of those lines: [[{field, code, message}]], one list for each row.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const web = new URL("../../web/", import.meta.url);
const vite = createRequire(new URL("package.json", web)).resolve("vite");
const { runnerImport } = await import(pathToFileURL(vite));
const { findings, emptied } = await loaded("form/checks.ts");
const { fieldsOf } = await loaded("form/schema.ts");
const fields = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (fields.size) {
    console.log(JSON.stringify(told.map(judged)));
    continue;
  }
  for (const stage of told) {
    fields.set(stage.id, new Map(fieldsOf(stage).map((field) => [field.name, field])));
  }
}

/** As StageForm judges what is typed. */
function judged([stage, name, value]) {
  const field = fields.get(stage).get(name);
  return value === null ? emptied(field) : findings(field, value);
}

async function loaded(path) {
  const options = { root: fileURLToPath(web), configFile: false, logLevel: "error" };
  return (await runnerImport(fileURLToPath(new URL(`src/${path}`, web)), options)).module;
}
