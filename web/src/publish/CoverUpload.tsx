import { useEffect, useId, useRef } from "react";
import { KINDS, useCover } from "./cover";

/** A picture of the person's own for the event's page; without one, the server makes one. */
export function CoverUpload() {
  const { picture, step, words, busy, send, remove } = useCover();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const removing = useRef(false);
  useEffect(() => {
    if (removing.current && !busy) {
      removing.current = false;
      // The button went with the picture; whoever pressed it goes on at the field.
      input.current?.focus();
    }
  }, [busy]);
  return (
    <div className="cover-upload" aria-busy={busy}>
      <label htmlFor={id}>Cover picture</label>
      <p className="hint" id={`${id}-hint`}>
        JPEG, PNG or WebP, at most 5 MB. Without one, a cover is made for your event.
      </p>
      {picture && <img className="cover" src={picture} alt="The cover as your guests will see it" />}
      <input
        id={id}
        ref={input}
        type="file"
        accept={KINDS}
        disabled={busy}
        aria-invalid={words !== ""}
        aria-describedby={`${id}-hint ${id}-words`}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file can be chosen again after it was refused or removed.
          target.value = "";
          if (file) {
            void send(file);
          }
        }}
      />
      {picture && (
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={() => {
            removing.current = true;
            void remove();
          }}
        >
          Remove cover
        </button>
      )}
      <p className="progress-words" role="status">
        {step}
      </p>
      <p className="refusal" role="alert" id={`${id}-words`}>
        {words}
      </p>
    </div>
  );
}
