-- Sends every line of a file once, as the body of an answer, and then stops.
-- wrk … -s answers.lua URL -- BODIES: a line is the JSON of an answer in which `@` stands
-- for the end that all sealed answers have in common; it is the file's first line.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local bodies, sealed = {}, ""
local sent = 0

function init(args)
  local lines = io.lines(args[1])
  sealed = lines()
  for line in lines do bodies[#bodies + 1] = line end
end

function request()
  sent = sent + 1
  if sent > #bodies then
    wrk.thread:stop()
    sent = #bodies
  end
  return wrk.format(nil, nil, nil, (string.gsub(bodies[sent], "@", sealed)))
end
