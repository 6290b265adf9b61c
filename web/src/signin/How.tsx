/** How somebody signs in here. */
export function How() {
  return (
    <>
      <p>Run this where the server runs, and open the link it prints:</p>
      <pre>
        <code>.venv/bin/wizard token --link</code>
      </pre>
      <p className="hint">
        In production your own sign-in gives this page its token; see “Sign people in” in docs/connect-a-frontend.md.
      </p>
    </>
  );
}
