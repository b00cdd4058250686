-- Sends the prepared requests of a file in turn and reports the figures as one line.
-- A line is method, path and body with tabs between; {n} in it becomes a number that no other request has.
local lines, at, serial, mark = {}, 0, 0, ""

function init(args)
  mark = args[2]
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%S+)\t(%S+)\t(.*)$")
    local fixed = not line:find("{n}", 1, true)
    table.insert(lines, {method, path, body, fixed and wrk.format(method, path, nil, body) or nil})
  end
end

function request()
  at = at % #lines + 1
  local line = lines[at]
  if line[4] then return line[4] end
  serial = serial + 1
  local own = mark .. serial
  return wrk.format(line[1], (line[2]:gsub("{n}", own)), nil, (line[3]:gsub("{n}", own)))
end

function done(summary, latency, requests)
  local faults = summary.errors
  io.write(string.format("RESULT %d %d %d %.3f %.3f\n", summary.requests, summary.duration,
    faults.connect + faults.read + faults.write + faults.status + faults.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
