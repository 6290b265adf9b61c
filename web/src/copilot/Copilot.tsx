import { CopilotKitProvider } from "@copilotkit/react-core/v2";
import { type ReactNode, type RefObject, useMemo, useRef } from "react";
import { onlyNew } from "./agent";
import type { Report } from "./connection";
import "@copilotkit/react-core/v2/styles.css";

interface CopilotProps {
  token: string;
  /** What is put into `report` hears of every error. */
  children: (report: RefObject<Report | null>) => ReactNode;
}

/** CopilotKit, connected straight to this server for one person. */
export function Copilot({ token, children }: CopilotProps) {
  const headers = useMemo(() => ({ Authorization: `Bearer ${token}` }), [token]);
  const report = useRef<Report>(null);
  return (
    <CopilotKitProvider
      runtimeUrl="/copilotkit"
      useSingleEndpoint={false}
      headers={headers}
      messageFilter={onlyNew}
      enableInspector={false}
      showDevConsole={false}
      onError={(event) => report.current?.(event)}
    >
      {children(report)}
    </CopilotKitProvider>
  );
}
