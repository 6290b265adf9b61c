// Holds recorded streams against both clients: their parser, their schema of every event, their grammar of a run.
// In: {name: the stream's text}. Out: {version: {name: {events: [type], problem: null | "..."}}}.
import { lastValueFrom, toArray } from "rxjs";
import { given, VERSIONS } from "./versions.mjs";

/** The client's own way from bytes to events; `debug` is off. */
function parsed(client, text) {
  const answer = new Response(text, { headers: { "content-type": "text/event-stream" } });
  return client.transformHttpEventStream(client.runHttpRequest(async () => answer));
}

async function judged(client, text) {
  try {
    const events = await lastValueFrom(parsed(client, text).pipe(client.verifyEvents(), toArray()));
    for (const event of events) client.EventSchemas.parse(event);
    return { events: events.map((event) => event.type), problem: null };
  } catch (error) {
    // A fault of this script is no verdict.
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    return { events: [], problem: `${error.name}: ${error.message}` };
  }
}

const streams = await given();
const verdicts = {};
for (const [version, client] of Object.entries(VERSIONS)) {
  verdicts[version] = {};
  for (const [name, text] of Object.entries(streams)) verdicts[version][name] = await judged(client, text);
}
console.log(JSON.stringify(verdicts));
