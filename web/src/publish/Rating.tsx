import { useState } from "react";
import { ApiError } from "../api/client";
import { useStore } from "../session/context";

const SCALE = [
  [1, "Not at all"],
  [2, "Not quite"],
  [3, "Fairly"],
  [4, "Well"],
  [5, "Very well"],
] as const;

/** How the person liked setting up the event; may be given again. */
export function Rating() {
  const store = useStore();
  const [csat, setCsat] = useState<number | null>(null);
  const [comment, setComment] = useState("");
  const [words, setWords] = useState("");
  async function send() {
    try {
      const body = { csat, ...(comment.trim() && { comment: comment.trim() }) };
      await store.call("/feedback", { method: "POST", body });
      setWords("Thank you.");
    } catch (error) {
      setWords(error instanceof ApiError ? error.message : "That did not work. Please try again.");
    }
  }
  return (
    <form
      className="rating"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset>
        <legend>How well did this go for you?</legend>
        {SCALE.map(([value, name]) => (
          <label key={value}>
            <input type="radio" name="csat" checked={csat === value} onChange={() => setCsat(value)} />
            <span>
              {value}
              <span className="unseen"> of 5: </span> <small>{name}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <label className="comment">
        Anything you would like us to know
        <textarea rows={2} maxLength={2000} value={comment} onChange={(event) => setComment(event.target.value)} />
      </label>
      <button type="submit" disabled={csat === null}>
        Send rating
      </button>
      <p role="status">{words}</p>
    </form>
  );
}
