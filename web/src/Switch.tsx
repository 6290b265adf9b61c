interface SwitchProps<Choice extends string> {
  name: string;
  choices: readonly (readonly [Choice, string])[];
  chosen: Choice;
  onChoose: (choice: Choice) => void;
}

/** One of a few views, each a button that says whether it is the one. */
export function Switch<Choice extends string>({ name, choices, chosen, onChoose }: SwitchProps<Choice>) {
  return (
    <fieldset className="switch">
      <legend className="unseen">{name}</legend>
      {choices.map(([choice, title]) => (
        <button key={choice} type="button" aria-pressed={choice === chosen} onClick={() => onChoose(choice)}>
          {title}
        </button>
      ))}
    </fieldset>
  );
}
