import type { Kind } from "../schema";

type Suggested = readonly (readonly [value: string, name: string])[];

const CURRENCIES = "EUR USD GBP CHF JPY CNY AED AUD BRL CAD DKK INR KRW NOK SEK".split(" ");
const SUGGESTED: Readonly<Partial<Record<Kind, () => Suggested>>> = {
  zone: () => ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => [zone, zone.replaceAll("_", " ")]),
  currency: () => {
    const names = new Intl.DisplayNames(undefined, { type: "currency" });
    return CURRENCIES.map((code) => [code, names.of(code) ?? code]);
  },
};

export function hasSuggestions(kind: Kind): boolean {
  return kind in SUGGESTED;
}

/** Values to choose from while one types; others may be typed as well. */
export function Suggestions({ id, kind }: { id: string; kind: Kind }) {
  const listed = SUGGESTED[kind]?.();
  return (
    listed && (
      <datalist id={id}>
        {listed.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </datalist>
    )
  );
}
