// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import * as utils from "./utils";

/** An object whose members and their types are known only when the app runs; kept as JSON. */
@json
export class DynamicMap {
  private data: Map<string, JSON.Raw> = new Map<string, JSON.Raw>();

  get size(): i32 {
    return this.data.size;
  }

  has(key: string): bool {
    return this.data.has(key);
  }

  /**
   * The member as a T. Ends the call when there is none, unless T may be null, or when it does
   * not fit T.
   */
  get<T>(key: string): T {
    if (!this.data.has(key)) {
      if (isNullable<T>()) return changetype<T>(0);
      utils.throwUserError('The map has no "' + key + '".');
    }
    return utils.parseJson<T>(this.data.get(key).data, 'the value of "' + key + '"');
  }

  set<T>(key: string, value: T): void {
    this.data.set(key, new JSON.Raw(JSON.stringify(value)));
  }

  /** Removes a member; tells whether there was one. */
  delete(key: string): bool {
    return this.data.delete(key);
  }

  clear(): void {
    this.data.clear();
  }

  keys(): string[] {
    return this.data.keys();
  }

  /** The members' values, as JSON. */
  values(): JSON.Raw[] {
    return this.data.values();
  }

  @serializer
  toJSON(self: DynamicMap): string {
    return JSON.stringify(self.data);
  }

  @deserializer
  fromJSON(data: string): DynamicMap {
    const map = new DynamicMap();
    map.data = JSON.parse<Map<string, JSON.Raw>>(data);
    return map;
  }
}
