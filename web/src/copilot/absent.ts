// Stands where a part of CopilotKit is left out; vite.config.ts says which.
export {};
