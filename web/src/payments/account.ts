/** The organization's account at Stripe, as the server last heard; asked anew for who has just come back from there. */

import { useCallback, useEffect, useState } from "react";
import type { Account, ApiError, OnboardingLink } from "../api/client";
import { useStore } from "../session/context";

const ADDRESS = "/api/v1/payments/account";
const CAME = "payments";

/** How the person has come back from Stripe: "returned", or "again" where his link was used up. */
function arrival(): string | null {
  const address = new URL(window.location.href);
  const came = address.searchParams.get(CAME);
  if (came) {
    address.searchParams.delete(CAME);
    window.history.replaceState(window.history.state, "", address);
  }
  return came;
}

export function useAccount() {
  const store = useStore();
  const [came] = useState(arrival);
  const [account, setAccount] = useState<Account | null>(null);
  const [busy, setBusy] = useState(false);
  const [words, setWords] = useState("");

  useEffect(() => {
    let shown = true;
    const tell = (told: Account) => shown && setAccount(told);
    const look = async () => {
      tell(await store.api.call<Account>(ADDRESS));
      if (came === "returned") {
        tell(await store.api.call<Account>(`${ADDRESS}/refresh`, { method: "POST" }));
        await store.changedElsewhere();
      }
    };
    look().catch((error: ApiError) => shown && setWords(error.message));
    // Who has been at Stripe in another tab comes back to this one.
    const again = () => void store.api.call<Account>(ADDRESS).then(tell, () => undefined);
    window.addEventListener("focus", again);
    return () => {
      shown = false;
      window.removeEventListener("focus", again);
    };
  }, [store, came]);

  const goToStripe = useCallback(async () => {
    setBusy(true);
    setWords("");
    try {
      await store.flush();
      const body = store.snapshot().session ? { session_id: store.sessionId } : {};
      const link = await store.api.call<OnboardingLink>(ADDRESS, { method: "POST", body });
      if (!/^https?:$/.test(new URL(link.onboarding_url).protocol)) {
        throw new Error("This link cannot be opened.");
      }
      window.location.assign(link.onboarding_url);
    } catch (error) {
      setWords((error as Error).message);
      setBusy(false);
    }
  }, [store]);

  return { account, busy, words, isUsedUp: came === "again", goToStripe };
}
