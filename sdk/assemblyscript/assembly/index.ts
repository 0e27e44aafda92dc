// SPDX-License-Identifier: Apache-2.0

import * as agents from "./agents";
import * as auth from "./auth";
import * as dgraph from "./dgraph";
import * as graphql from "./graphql";
import * as http from "./http";
import * as localtime from "./localtime";
import * as models from "./models";
import * as mysql from "./mysql";
import * as neo4j from "./neo4j";
import * as postgresql from "./postgresql";
import * as secrets from "./secrets";
import * as utils from "./utils";
import * as vectors from "./vectors";

export { agents };
export { auth };
export { dgraph };
export { graphql };
export { http };
export { localtime };
export { models };
export { mysql };
export { neo4j };
export { postgresql };
export { secrets };
export { utils };
export { vectors };
export { Box } from "./box";
export { Agent, AgentEvent, AgentInfo } from "./agent";
export * from "./dynamicmap";
export * from "./enums";
export { Stream } from "./stream";
