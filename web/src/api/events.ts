/** Server-sent events out of a response's body, one after the other. */

export interface ServerEvent {
  name: string;
  data: unknown;
}

export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
    .getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    yield* parts.flatMap(parsed);
  }
}

function parsed(part: string): ServerEvent[] {
  const fields = Object.fromEntries(part.split("\n").map((line) => line.split(/: ?(.*)/s) as [string, string]));
  return fields.data ? [{ name: fields.event ?? "message", data: JSON.parse(fields.data) }] : [];
}
