-- Empties a table in pieces: raises its floor, so that what is older stays away, and removes those
-- of some keys that are older.
--
-- KEYS: the table's floor; for each key that may be the table's the key and its lag.
-- ARGV: the floor's time to live in ms; the name of the version field; the version of the TRUNCATE.
-- Answers how many keys it removed, or -1 where the floor is newer: whoever raised it sees to what
-- is older than that.
--
-- Only what carries a version of ours that is older is removed. A newer row that is partial loses
-- what it has from before. fence.lua tells how versions and lags are kept.

local call, sub = redis.pcall, string.sub
local ttl, field, version = ARGV[1], ARGV[2], ARGV[3]

-- Whether this is a version that can be compared with that of the TRUNCATE, and is older.
local function older(text)
  return #text == #version and sub(text, 1, 1) == sub(version, 1, 1) and text < version
end

-- A newer partial row: what it has from before the TRUNCATE is nobody's.
local function forget(key, lag)
  local flat = call('HGETALL', lag)
  if flat.err then
    return flat
  end
  for i = 1, #flat, 2 do
    local name, since = flat[i], flat[i + 1]
    local unknown = sub(since, 1, 1) == '-'
    if name ~= '' and (since == '-' or older(unknown and sub(since, 2) or since)) then
      local done = call('HDEL', key, name)
      if type(done) ~= 'table' then
        done = call('HSET', lag, name, '-' .. version)
      end
      if type(done) == 'table' then
        return done
      end
    end
  end
end

local floor = call('GET', KEYS[1])
if type(floor) == 'table' then
  return floor
end
if floor and floor ~= version and not older(floor) then
  if #floor ~= #version or sub(floor, 1, 1) ~= sub(version, 1, 1) then
    return redis.error_reply('VERSIONSCHEME the table was emptied at a version of another scheme')
  end
  return -1
end
local done = call('SET', KEYS[1], version, 'PX', ttl)
if done.err then
  return done
end

local removed = 0
for i = 2, #KEYS, 2 do
  local key, lag = KEYS[i], KEYS[i + 1]
  local stamp = call('HGET', key, field)
  if type(stamp) == 'string' then
    if older(sub(stamp, 1, -10)) then
      done = call('DEL', key, lag)
      if type(done) == 'table' then
        return done
      end
      removed = removed + 1
    elseif sub(stamp, -9) == '#00000000' then
      local failed = forget(key, lag)
      if failed then
        return failed
      end
    end
  end
end
return removed
