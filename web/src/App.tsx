import { lazy, Suspense, useState } from "react";
import { SignIn } from "./signin/SignIn";
import { forget, signIn } from "./signin/token";
import { threadOfAddress } from "./thread";

// The chat is most of the page's weight: what can be shown without it is shown first.
const Copilot = lazy(() => import("./copilot/Copilot"));

export function App() {
  const [token, setToken] = useState(signIn);
  const [threadId] = useState(threadOfAddress);
  const [expired, setExpired] = useState(false);

  function refused() {
    forget();
    setExpired(true);
    setToken(null);
  }

  if (!token) {
    return <SignIn expired={expired} />;
  }
  return (
    <Suspense fallback={<p className="loading">Opening your conversation …</p>}>
      <Copilot token={token} threadId={threadId} onRefused={refused} />
    </Suspense>
  );
}
