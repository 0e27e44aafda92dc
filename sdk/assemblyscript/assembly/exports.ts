// SPDX-License-Identifier: Apache-2.0

// What the runtime calls in apps that have agents. The compiler transform exports it from them.

export {
  activateAgent as _modus_agent_activate,
  handleEvent as _modus_agent_handle_event,
  handleMessage as _modus_agent_handle_message,
  getAgentState as _modus_agent_get_state,
  setAgentState as _modus_agent_set_state,
} from "./agent";
