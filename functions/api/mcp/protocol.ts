// The package names the types of its files without `.js`, and the files with it.
// @ts-types="@modelcontextprotocol/sdk/shared/protocol"
import { Protocol } from "@modelcontextprotocol/sdk/shared/protocol.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import * as types from "@modelcontextprotocol/sdk/types.js";

/**
 * The package's protocol, for a server that has tools and asks its client for nothing. The package's own `Server` would add
 * 150 KB of validators, for what it may ask of clients, to a function that has to stay under 4 MB.
 */
export class ToolProtocol extends Protocol<types.ServerRequest, types.ServerNotification, types.ServerResult> {
  /** `about` is what a client is told first. Source: the specification of 2025-11-25, "Lifecycle". */
  constructor(about: Pick<types.InitializeResult, "serverInfo" | "instructions">) {
    super();
    this.setRequestHandler(types.InitializeRequestSchema, ({ params: { protocolVersion: asked } }) => {
      const isKnown = types.SUPPORTED_PROTOCOL_VERSIONS.includes(asked);
      const protocolVersion = isKnown ? asked : types.LATEST_PROTOCOL_VERSION;
      return { protocolVersion, capabilities: { tools: {} }, ...about };
    });
  }

  // What may be asked and answered is what has a handler.
  protected override assertCapabilityForMethod(): void {}
  protected override assertNotificationCapability(): void {}
  protected override assertRequestHandlerCapability(): void {}
  protected override assertTaskCapability(): void {}
  protected override assertTaskHandlerCapability(): void {}
}
