-- SPDX-License-Identifier: Apache-2.0
-- Posts one GraphQL request again and again, and counts the answers that are not what they should be.
-- wrk … -s request.lua URL -- REQUEST_FILE ANSWER_FILE LENGTH [PAUSE_MS]
-- An answer begins with what the file holds and has that length (the rest are ids of its own).
-- After each answer a connection pauses for a random time of up to twice PAUSE_MS; without it, not at all.
local threads = {}
wrong = 0

local function read(name)
  local file = assert(io.open(name, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function setup(thread)
  table.insert(threads, thread)
end

function init(words)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = read(words[1])
  expected = read(words[2])
  length = tonumber(words[3])
  local longest = 2 * tonumber(words[4] or 0)
  if longest > 0 then
    math.randomseed(1)
    function delay()
      return math.random(0, longest)
    end
  end
end

function response(status, _, body)
  if status ~= 200 or #body ~= length or body:sub(1, #expected) ~= expected then
    if wrong == 0 then
      io.write(string.format("WRONG %d %s\n", status, body:sub(1, 1000)))
    end
    wrong = wrong + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("wrong")
  end
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
