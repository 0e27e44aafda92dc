// SPDX-License-Identifier: Apache-2.0

import { Duration } from "./enums";
import * as utils from "./utils";

export {
  registerAgent as register,
  startAgent as start,
  stopAgent as stop,
  getAgentInfo as getInfo,
  listAgents as listAll,
} from "./agent";

// @ts-expect-error: decorator
@external("modus_agents", "sendMessage")
declare function hostSendMessage(
  agentId: string,
  msgName: string,
  data: string | null,
  timeout: i64,
): MessageResponse;

/** What the host answers: the layout is part of the interface with the runtime. */
class MessageResponse {
  data: string | null = null;
  error: string | null = null;
}

/**
 * Sends a message to an agent and waits for its answer. Ends the call when there is none.
 * @param timeout How long to wait.
 */
export function sendMessage(
  agentId: string,
  msgName: string,
  data: string | null = null,
  timeout: Duration = Duration.maxValue,
): string | null {
  const response = hostSendMessage(agentId, msgName, data, timeout);
  if (utils.resultIsInvalid(response)) {
    utils.throwUserError("The message to the agent " + agentId + " failed.");
  }
  const error = response.error;
  if (error !== null) utils.throwUserError(error);
  return response.data;
}

/** Sends a message to an agent without waiting for an answer. */
export function sendMessageAsync(
  agentId: string,
  msgName: string,
  data: string | null = null,
): void {
  sendMessage(agentId, msgName, data, Duration.zero);
}
