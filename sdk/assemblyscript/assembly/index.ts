// SPDX-License-Identifier: Apache-2.0

import * as models from "./models";
import * as utils from "./utils";

export { models };
export { utils };
export * from "./enums";
