import ReactMarkdown from "react-markdown";

/** What the assistant says. An image would let a sentence call an outside host, so none is drawn. */
export function Streamdown({ children }: { children?: string }) {
  return (
    <ReactMarkdown
      disallowedElements={["img"]}
      components={{ a: ({ node, ...link }) => <a {...link} target="_blank" rel="noreferrer" /> }}
    >
      {children ?? ""}
    </ReactMarkdown>
  );
}
