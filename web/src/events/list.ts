/** The setups that the server lists, page by page, with the names that people gave them. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { Api, ApiError, Session, SessionList } from "../api/client";

export type Shown = "in_progress" | "completed" | "expired";

export interface Listed {
  session: Session;
  name: string;
}

interface Thread {
  id: string;
  name: string | null;
}

export function useEvents(api: Api, token: string, shown: Shown) {
  const [events, setEvents] = useState<readonly Listed[] | null>(null);
  const [pages, setPages] = useState({ wanted: 1, all: 1 });
  const [words, setWords] = useState("");
  const wanted = pages.wanted;

  const newest = useRef(0);

  const load = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    try {
      const numbers = Array.from({ length: wanted }, (_, page) => page + 1);
      const [names, ...found] = await Promise.all([
        threadNames(api),
        ...numbers.map((page) => api.call<SessionList>(`/api/v1/wizard/sessions?status=${shown}&page=${page}`)),
      ]);
      if (mine !== newest.current) {
        return;
      }
      setEvents(found.flatMap((page) => page.sessions.map((session) => ({ session, name: nameOf(session, names) }))));
      setPages((before) => ({ ...before, all: found[0]?.pages ?? 1 }));
      setWords("");
    } catch (error) {
      if (mine === newest.current) {
        setWords((error as ApiError).message);
      }
    }
  }, [api, shown, wanted]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when somebody has signed in anew
  useEffect(() => {
    void load();
    const look = () => document.visibilityState === "visible" && void load();
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", look);
    };
  }, [load, token]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins with its first page
  useEffect(() => {
    setEvents(null);
    setPages({ wanted: 1, all: 1 });
  }, [shown]);

  const next = () => setPages((before) => ({ ...before, wanted: before.wanted + 1 }));
  return { events, words, more: pages.wanted < pages.all, reload: load, next };
}

/** Names are a thread's; an event's title stands in where a colleague's thread is not among one's own. */
async function threadNames(api: Api): Promise<ReadonlyMap<string, string>> {
  const { threads } = await api
    .call<{ threads: Thread[] }>("/copilotkit/threads?limit=100&includeArchived=true")
    .catch(() => ({ threads: [] }));
  return new Map(threads.flatMap(({ id, name }): [string, string][] => (name ? [[id, name]] : [])));
}

function nameOf(session: Session, names: ReadonlyMap<string, string>): string {
  const title = session.stages.eventSetup?.data.title;
  return names.get(session.session_id) ?? (typeof title === "string" ? title : "An event without a title yet");
}
