// SPDX-License-Identifier: Apache-2.0

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Xid } from "xid-ts";

/** @param {string | URL} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
}

/**
 * What is being built, with what, when and from where.
 * @param {string} appDir
 */
export function describeBuild(appDir) {
  const sdk = readJson(new URL("../package.json", import.meta.url));
  return {
    plugin: pluginName(readJson(path.join(appDir, "package.json"))),
    sdk: `modus-sdk-as@${sdk.version}`,
    buildId: new Xid().toString(),
    buildTs: new Date().toISOString(),
    gitRepo: repositoryUrl(git(appDir, "remote", "get-url", "origin")),
    gitCommit: git(appDir, "rev-parse", "HEAD"),
  };
}

/**
 * `name@version`. Readers split at the last `@`, so a scoped name always gets a version.
 * @param {{name: string, version?: string}} app
 */
function pluginName({ name, version }) {
  if (version) return `${name}@${version}`;
  return name.startsWith("@") ? `${name}@0.0.0` : name;
}

/** @returns {string | undefined} what git prints; undefined outside a repository or without git */
function git(dir, ...args) {
  try {
    const options = { cwd: dir, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
    return execFileSync("git", args, options).trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * The address of a repository as a web page, without credentials.
 * @param {string | undefined} remote
 */
export function repositoryUrl(remote) {
  if (!remote) return undefined;
  const scp = /^(?:[^@/]+@)([^:/]+):(?!\/)(.+)$/.exec(remote);
  const address = scp ? `https://${scp[1]}/${scp[2]}` : remote;
  if (!/^(https?|ssh|git):\/\//.test(address)) return undefined;
  const url = new URL(address.replace(/^(ssh|git):/, "https:"));
  return `${url.protocol}//${url.hostname}${url.pathname.replace(/\.git$/, "")}`;
}
