// One client talks to a running server: says the lines, answers the approval, and tells what it has come to know.
// In: {version, url, headers, threadId, lines, answer}. Out: {runs: [{text, tools, problem}], interrupt, session}.
import { given, VERSIONS } from "./versions.mjs";

const { version, url, headers, threadId, lines, answer } = await given();
const agent = new VERSIONS[version].HttpAgent({ url, headers, threadId });
const runs = [];
let open = [];

/** One run with what it said; the agent itself keeps messages and state. */
async function run(parameters) {
  const told = { text: "", tools: [], problem: null };
  open = [];
  try {
    await agent.runAgent(parameters, {
      onTextMessageContentEvent: ({ event }) => void (told.text += event.delta),
      onToolCallEndEvent: ({ toolCallName }) => void told.tools.push(toolCallName),
      onRunErrorEvent: ({ event }) => void (told.problem = event.message),
      onRunFinishedEvent: ({ event }) => void (open = event.outcome?.interrupts ?? []),
    });
  } catch (error) {
    told.problem = `${error.name}: ${error.message}`;
  }
  runs.push(told);
}

for (const [index, content] of lines.entries()) {
  agent.addMessage({ id: `${threadId}-${index}`, role: "user", content });
  await run({});
}
const interrupt = open[0] ?? null;
if (interrupt) {
  await run({ resume: [{ interruptId: interrupt.id, status: "resolved", payload: answer }] });
}
const ids = agent.messages.map((message) => message.id);
console.log(JSON.stringify({ runs, interrupt, session: agent.state.session, doubled: ids.length - new Set(ids).size }));
