// Both generations of AG-UI's client: CopilotKit pins the older, new frontends use the newer.
const older = await import("client-0.0.59");
const newer = await import("client-1.0.0");

export const VERSIONS = {
  "0.0.59": { ...older },
  // The newer one keeps its schemas apart.
  "1.0.0": { ...newer, EventSchemas: (await import("core-1.0.0/schemas")).EventSchemas },
};

/** What came on standard input, as JSON. */
export async function given() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}
