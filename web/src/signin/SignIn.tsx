import { How } from "./How";

/** What somebody sees who is not signed in: how to do it. */
export function SignIn() {
  return (
    <main className="sign-in">
      <p className="eyebrow">Event setup copilot</p>
      <h1>Your next show begins with a conversation.</h1>
      <p>You are not signed in. Your events are kept on the server; nothing is lost.</p>
      <How />
    </main>
  );
}
