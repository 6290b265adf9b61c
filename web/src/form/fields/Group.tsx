import type { ComponentProps } from "react";
import type { FieldProps } from "../FieldRow";
import { Errors, Hint, Mark } from "./Around";

interface GroupProps
  extends Pick<FieldProps, "field" | "value" | "needed" | "problems">,
    Omit<ComponentProps<"fieldset">, "id"> {
  id: string;
}

/** Several controls under one title, with its hint and the errors that are of no single one among them. */
export function Group({ id, field, value, needed, problems, children, ...others }: GroupProps) {
  const by = [problems.length && `${id}-errors`, field.hint && `${id}-hint`, `${id}-mark`].filter(Boolean).join(" ");
  return (
    <fieldset aria-describedby={by} {...others}>
      <legend>
        {field.title}
        {/* Told with the hint; the name is the title alone. */}
        <Mark id={`${id}-mark`} value={value} needed={needed} aria-hidden />
      </legend>
      <Hint id={id} field={field} />
      {children}
      <Errors id={id} problems={problems} />
    </fieldset>
  );
}
