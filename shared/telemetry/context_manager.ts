import { type Context, type ContextManager, ROOT_CONTEXT } from "@opentelemetry/api";
import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Lets a context follow what is awaited. OpenTelemetry's own (`context-async-hooks`) loads Node's module in a way that no bundle
 * in ES modules can.
 */
export function createContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const active = () => storage.getStore() ?? ROOT_CONTEXT;
  const manager: ContextManager = {
    active,
    with: (within, work, self, ...args) => storage.run(within, () => work.call(self, ...args)),
    bind: (within, target) =>
      typeof target === "function"
        ? ((...args: unknown[]) => storage.run(within, () => target(...args))) as typeof target
        : target,
    enable: () => manager,
    disable: () => (storage.disable(), manager),
  };
  return manager;
}
