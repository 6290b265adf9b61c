import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { Api } from "./api/client";
import { routeOfAddress } from "./route";
import { StagesContext, useAskedStages } from "./session/stages";
import { SignIn } from "./signin/SignIn";
import { SignInAgain } from "./signin/SignInAgain";
import { forget, onSignIn, signIn, userOf } from "./signin/token";
import { Trouble } from "./Trouble";

// The chat is most of the page's weight: what can be shown without it is shown first.
const Desk = lazy(() => import("./desk/Desk"));
const Events = lazy(() => import("./events/Events"));

export function App() {
  const [token, setToken] = useState(signIn);
  const [refused, setRefused] = useState(false);

  useEffect(
    () =>
      onSignIn((given) => {
        setToken(given);
        setRefused(false);
      }),
    [],
  );

  if (!token) {
    return <SignIn />;
  }
  return (
    <SignedIn
      token={token}
      refused={refused}
      onRefused={() => {
        forget(token);
        setRefused(true);
      }}
    />
  );
}

interface SignedInProps {
  token: string;
  refused: boolean;
  onRefused: () => void;
}

/** Stays as it is while its person signs in again, so that nothing typed is lost. */
function SignedIn({ token, refused, onRefused }: SignedInProps) {
  const [route] = useState(routeOfAddress);
  const api = useMemo(() => new Api(), []);
  api.speakFor(token, onRefused);
  const stages = useAskedStages(api, token);
  return (
    <StagesContext value={stages}>
      {refused && <SignInAgain />}
      <Trouble>
        <Suspense fallback={<p className="loading">Opening …</p>}>
          {route.shows === "events" ? (
            <Events api={api} token={token} />
          ) : (
            <Desk
              key={userOf(token)}
              api={api}
              token={token}
              threadId={route.threadId}
              fresh={route.fresh}
              onRefused={onRefused}
            />
          )}
        </Suspense>
      </Trouble>
    </StagesContext>
  );
}
