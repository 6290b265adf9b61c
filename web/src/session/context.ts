/** The session that this page is about, for every part of the page. */

import { createContext, useContext, useSyncExternalStore } from "react";
import type { SessionStore, Snapshot } from "./store";

export const StoreContext = createContext<SessionStore | null>(null);

export function useStore(): SessionStore {
  const store = useContext(StoreContext);
  if (!store) {
    throw new Error("There is no session above this part of the page.");
  }
  return store;
}

export function useSession(): Snapshot {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}
