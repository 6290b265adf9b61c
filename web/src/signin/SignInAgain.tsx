import { useEffect, useRef } from "react";
import { How } from "./How";

/** Lies over the page of somebody whose sign-in has run out; goes away once he has signed in, in any tab. */
export function SignInAgain() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="sign-in" aria-labelledby="again" onClose={() => dialog.current?.showModal()}>
      <h1 id="again">Please sign in again</h1>
      <p role="alert">
        Your sign-in has run out or does not hold here. What you typed is kept; open a new link in another tab of this
        browser, and this page goes on.
      </p>
      <How />
    </dialog>
  );
}
