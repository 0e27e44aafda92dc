// SPDX-License-Identifier: Apache-2.0

import * as auth from "./auth";
import * as http from "./http";
import * as localtime from "./localtime";
import * as models from "./models";
import * as secrets from "./secrets";
import * as utils from "./utils";

export { auth };
export { http };
export { localtime };
export { models };
export { secrets };
export { utils };
export * from "./enums";
