// SPDX-License-Identifier: Apache-2.0
// How host functions send HTTP requests while a guest waits.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/connect/http_client.h"
#include "runtime/host/gate.h"
#include "runtime/host/loop_clients.h"

namespace modus::host {

/// Makes a host function's result of a response; text that it refers to goes into request.arena.
using ReadResponse = std::function<Result<types::Value>(functions::HostRequest& request,
                                                        connect::HttpResponse response)>;

/// Sends and answers request->done; cancelling the request cancels the exchange. The other side is
/// told which trace it belongs to. The clients must outlive it.
void send_http(LoopClients& clients, const std::shared_ptr<functions::HostRequest>& request,
               connect::HttpRequest http, ReadResponse read);

/// Tells a trace that a request goes out, by OpenTelemetry's conventions for HTTP clients; of the
/// URL without user, query and fragment, which may hold secrets.
void describe_http(observe::Span& span, std::string_view method, std::string_view url);
void describe_status(observe::Span& span, std::int64_t status);
/// Only where it goes: "server.address" and "server.port" of an address, if it is one.
void describe_server(observe::Span& span, const std::string& url);

/// The http connection that allows requests to this URL (contract section 7.3): its endpoint is the
/// URL, or the URL lies below its baseUrl; the most specific one. User, query and fragment do not
/// matter, nor does case. Fails with kPermissionDenied, saying what modus.json allows.
Result<const app::Connection*> allowed_connection(const app::Manifest& manifest,
                                                  std::string_view url);

/// Adds the connection's headers and query parameters, secrets filled in, and keeps redirects from
/// leading into the operator's own network: within that server, from port 80 to its TLS, and to
/// what modus.json allows they may lead anywhere, and else, as in the original, to hosts of the
/// internet. Otherwise a server that redirects as it is asked would take an app anywhere.
Result<void> add_connection(connect::HttpRequest& http, const app::Connection& connection,
                            std::shared_ptr<const app::Manifest> manifest,
                            const app::Environment& environment);

}  // namespace modus::host
