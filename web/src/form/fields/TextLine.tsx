import { type KeyboardEvent, useId } from "react";
import type { Problem } from "../../session/session";
import { Errors } from "./Around";
import { useTold } from "./told";

interface TextLineProps {
  name: string;
  text: string;
  problems: readonly Problem[];
  readOnly?: boolean;
  onText: (text: string) => void;
  /** Go on to another line. */
  onNext: () => void;
  onRemove: () => void;
  onLeave: () => void;
}

/** One text of a list. Enter goes on to the next, Backspace takes an empty one away. */
export function TextLine({ name, text, problems, readOnly, onText, onNext, onRemove, onLeave }: TextLineProps) {
  const id = useId();
  const { shown, onFocus, onBlur } = useTold(problems);
  const onKeyDown = (event: KeyboardEvent) => {
    const meant = { Enter: text.trim() ? onNext : undefined, Backspace: text ? undefined : onRemove }[event.key];
    if (meant && !readOnly && !event.nativeEvent.isComposing) {
      event.preventDefault();
      meant();
    }
  };
  return (
    <div data-entry className="entry-line">
      <label className="unseen" htmlFor={id}>
        {name}
      </label>
      <input
        id={id}
        type="text"
        value={text}
        readOnly={readOnly}
        aria-invalid={shown.length > 0}
        aria-describedby={`${id}-errors`}
        onChange={({ target }) => onText(target.value)}
        onFocus={onFocus}
        onBlur={() => {
          onBlur();
          onLeave();
        }}
        onKeyDown={onKeyDown}
      />
      {!readOnly && (
        <button type="button" className="quiet" aria-label={`Remove ${text.trim() || name}`} onClick={onRemove}>
          Remove
        </button>
      )}
      <Errors id={id} problems={shown} />
    </div>
  );
}
