-- Removes whatever is under some keys, each only if the row is not older than what the key last saw:
-- what somebody else caches there would be stale. The version is in a side key that expires. A
-- table that was emptied has a floor: what is older was said already.
--
-- KEYS: the floors of the tables; for each row its key and its side key.
-- ARGV: the side keys' time to live in ms; how many floors;
--   for each row the number of its floor, and its version
-- Answers for each row: 0 older, nothing done; 1 done; 4 older than its table's floor, nothing done;
-- or the text of an error.

local ttl = ARGV[1]
local EMPTIED = 4

local floors, unread = read_floors(tonumber(ARGV[2]))
if unread then
  return unread
end

local function invalidate(key, side, floor, version)
  local answer = floor ~= '' and verdict(floor, version)
  if answer then
    return answer == 0 and EMPTIED or answer
  end
  local seen = call('GET', side)
  if type(seen) == 'table' then
    return seen.err
  end
  answer = seen and verdict(seen, version)
  if answer then
    return answer
  end
  local done = call('DEL', key)
  if type(done) ~= 'table' then
    done = call('SET', side, version, 'PX', ttl)
  end
  return done.err or 1
end

local answers, at = {}, 3
for row = #floors + 1, #KEYS, 2 do
  local floor, version = floors[tonumber(ARGV[at])], ARGV[at + 1]
  answers[#answers + 1] = invalidate(KEYS[row], KEYS[row + 1], floor, version)
  at = at + 2
end
return answers
