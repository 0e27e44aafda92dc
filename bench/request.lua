-- SPDX-License-Identifier: Apache-2.0
-- Asks for a constant, and counts the answers that are not what they should be.
wrk.method = "POST"
wrk.body = '{"query":"{ hello }"}'
wrk.headers["Content-Type"] = "application/json"

local threads = {}
wrong = 0

function setup(thread)
  table.insert(threads, thread)
end

function response(status, _, body)
  if status ~= 200 or not body:find('"hello":"Hello!"', 1, true) then
    wrong = wrong + 1
  end
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("wrong")
  end
  io.write(string.format("RESULT %d %d %d\n", summary.requests, summary.duration, failed))
end
