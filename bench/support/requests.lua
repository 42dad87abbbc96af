-- wrk: asks the paths of the file PATHS in turn; BODY, where given, is sent with a fresh number in place of {n}.
local paths, n = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local method, body, run = os.getenv("METHOD"), os.getenv("BODY"), os.getenv("RUN")
local headers = { ["api-key"] = os.getenv("KEY"), ["content-type"] = body and "application/json" or nil }

request = function()
  n = n + 1
  local sent = body and body:gsub("{n}", run .. string.format("%09d", n)) or nil
  return wrk.format(method, paths[n % #paths + 1], headers, sent)
end
