import { useId } from "react";
import type { Account } from "../api/client";
import { useStore } from "../session/context";
import type { Value } from "../session/session";
import { useAccount } from "./account";

const STAGE = "ticketSetup";
const FIELD = "payment";

type Data = Readonly<Record<string, Value>>;

/** For tickets that cost money: whether it can be taken, and the way to Stripe. */
export function Payments({ stage, data, readOnly }: { stage: string; data: Data; readOnly: boolean }) {
  return stage === STAGE && isPaid(data) && !readOnly ? <Panel isPutOff={isPutOff(data)} /> : null;
}

function Panel({ isPutOff }: { isPutOff: boolean }) {
  const id = useId();
  const store = useStore();
  const { account, busy, words, isUsedUp, goToStripe } = useAccount();
  const putOff = (deferred: boolean) => {
    store.edit(STAGE, FIELD, { deferred }, []);
    void store.flush();
  };
  return (
    <section className="payments" aria-labelledby={id}>
      <h3 id={id}>Payments</h3>
      <p role="status">{account ? standing(account, isPutOff, isUsedUp) : !words && "Asking how payments stand …"}</p>
      {words && (
        <p className="refusal" role="alert">
          {words}
        </p>
      )}
      <div className="answers">
        {account?.configured && !account.charges_enabled && (
          <button type="button" aria-disabled={busy} aria-busy={busy} onClick={() => !busy && void goToStripe()}>
            {account.account_id ? "Go on at Stripe" : "Set up payments with Stripe"}
          </button>
        )}
        {account && !account.charges_enabled && !isPutOff && (
          <button type="button" className="quiet" onClick={() => putOff(true)}>
            Put payment off
          </button>
        )}
        {account?.charges_enabled && isPutOff && (
          <button type="button" className="quiet" onClick={() => putOff(false)}>
            Sell tickets from the start
          </button>
        )}
      </div>
    </section>
  );
}

function standing(account: Account, isPutOff: boolean, isUsedUp: boolean): string {
  const later = "Payment is put off: paid tickets will be published as not yet on sale.";
  if (account.charges_enabled) {
    return isPutOff
      ? `Stripe is connected. ${later}`
      : "Stripe is connected. Paid tickets go on sale when you publish.";
  }
  const said = [
    isPutOff && later,
    isUsedUp && "That link to Stripe was used up; get a new one here.",
    lacking(account),
  ];
  return said.filter(Boolean).join(" ");
}

function lacking(account: Account): string {
  if (!account.configured) {
    return "This server is not set up to take payments; put payment off to publish paid tickets as not yet on sale.";
  }
  if (!account.account_id) {
    return "Tickets that cost money are sold through Stripe.";
  }
  const due = named(account.requirements);
  return due.length ? `Stripe still needs: ${due.join(", ")}.` : "Stripe is looking at your details.";
}

/** Stripe's names of what is due, such as `individual.first_name`, once each and readable. */
function named(requirements: Account["requirements"]): string[] {
  const due = [requirements.past_due, requirements.currently_due].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...new Set(due.map((name) => String(name).replace(/[._]+/g, " ")))];
}

function isPaid(data: Data): boolean {
  const tiers = Array.isArray(data.tiers) ? data.tiers : [];
  return tiers.some((tier) => Number((tier as Record<string, Value> | null)?.price) > 0);
}

function isPutOff(data: Data): boolean {
  return (data[FIELD] as Record<string, Value> | undefined)?.deferred === true;
}
