/** What somebody sees who is not signed in: how to do it. */
export function SignIn({ expired }: { expired: boolean }) {
  return (
    <main className="sign-in">
      <h1>Event setup copilot</h1>
      <p role={expired ? "alert" : undefined}>
        {expired ? "Your sign-in has run out or does not hold here." : "You are not signed in."}
      </p>
      <p>
        Run this where the server runs, and open the link it prints. Your conversations are kept on the server; nothing
        is lost.
      </p>
      <pre>
        <code>.venv/bin/wizard token --link</code>
      </pre>
    </main>
  );
}
