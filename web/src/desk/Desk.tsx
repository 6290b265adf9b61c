import { useEffect, useMemo } from "react";
import type { Api } from "../api/client";
import { Copilot } from "../copilot/Copilot";
import { StoreContext } from "../session/context";
import { SessionStore } from "../session/store";
import { userOf } from "../signin/token";
import { Workplace } from "./Workplace";

interface DeskProps {
  api: Api;
  token: string;
  threadId: string;
  /** Nothing is stored of this setup yet. */
  fresh: boolean;
  /** The server does not take the token. */
  onRefused: () => void;
}

/** The page of one setup: its conversation and its forms, over one session. */
export default function Desk({ api, token, threadId, fresh, onRefused }: DeskProps) {
  const user = userOf(token);
  const store = useMemo(() => new SessionStore(api, threadId, user, fresh), [api, threadId, user, fresh]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waited is sent once somebody has signed in anew
  useEffect(() => store.open(), [store, token]);
  return (
    <StoreContext value={store}>
      <Copilot token={token}>
        {(report) => <Workplace threadId={threadId} report={report} onRefused={onRefused} />}
      </Copilot>
    </StoreContext>
  );
}
