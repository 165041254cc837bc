-- Replaces keys whole, each only if its version is not older than what its key last saw.
--
-- The version is in a side key: for ever while the key holds a text of ours, and until it expires
-- after the key was removed, or has expired. A text that has expired already is none. A table that was emptied has a floor: what is older is gone.
--
-- KEYS: the floors of the tables; for each row its key and its side key.
-- ARGV: the side keys' time to live in ms; how many floors;
--   for each row the number of its floor; version; '1' if nobody else's value may be under the key,
--   '0' if whatever is there is to go; when the text expires in ms, '0' for never; '1' and the text, or '0' for none
-- Answers for each row: 0 older, nothing done; 1 done; 4 older than its table's floor, nothing done;
-- or the text of an error.

local call = redis.pcall
local ttl = ARGV[1]
local EMPTIED = 4

local floors = {}
for i = 1, tonumber(ARGV[2]) do
  local floor = call('GET', KEYS[i])
  if type(floor) == 'table' then
    return floor
  end
  floors[i] = floor or ''
end

-- Whether that moment has passed; or nil and an error.
local function passed(moment)
  if moment == '0' then
    return false
  end
  local time = call('TIME')
  if time.err then
    return nil, time.err
  end
  return tonumber(moment) <= time[1] * 1000 + math.floor(time[2] / 1000)
end

local function replace(key, side, floor, version, owned, moment, text)
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
  if owned then
    -- SET and DEL ask nobody what is there; this does.
    local length = call('STRLEN', key)
    if type(length) == 'table' then
      return length.err
    end
  end
  local done
  local expired, failed = passed(moment)
  if failed then
    return failed
  end
  if text and not expired and moment ~= '0' then
    done = call('SET', key, text, 'PXAT', moment)
    if not done.err then
      done = call('SET', side, version, 'PXAT', string.format('%.0f', moment + ttl))
    end
  elseif text and not expired then
    done = call('SET', key, text)
    if not done.err then
      done = call('SET', side, version)
    end
  else
    done = call('DEL', key)
    if type(done) ~= 'table' then
      done = call('SET', side, version, 'PX', ttl)
    end
  end
  return done.err or 1
end

local answers, at = {}, 3
for row = #floors + 1, #KEYS, 2 do
  local floor, version = floors[tonumber(ARGV[at])], ARGV[at + 1]
  local owned, moment = ARGV[at + 2] == '1', ARGV[at + 3]
  local text = ARGV[at + 4] == '1' and ARGV[at + 5]
  answers[#answers + 1] = replace(KEYS[row], KEYS[row + 1], floor, version, owned, moment, text)
  at = at + (text and 6 or 5)
end
return answers
