-- Empties a table in pieces: raises its floor, so that what is older stays away, and removes those
-- of some keys that are older.
--
-- KEYS: the table's floor; for each key that may be the table's the key, its side key and its lag.
-- ARGV: the floor's time to live in ms; the name of the version field; the version of the TRUNCATE;
--   what rows become: 'hash', 'string', 'json' or 'delete'.
-- Answers how many keys it removed, or -1 where the floor is newer: whoever raised it sees to what
-- is older than that. Where newer documents are partial, a list: how many it removed, then the
-- places of those, from 0 on, which are to forget what they have from before.
--
-- Only what carries a version of ours that is older is removed; with 'delete' also what carries
-- none, since it is somebody's cache and may be from before. A newer row that is partial loses what
-- it has from before. fence.lua and document.lua tell how versions and lags are kept.

local ttl, field, version, kind = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

-- A newer partial row: what it has from before the TRUNCATE is nobody's.
local function forget(key, lag)
  local flat = call('HGETALL', lag)
  if flat.err then
    return flat
  end
  for i = 1, #flat, 2 do
    local name, since = flat[i], flat[i + 1]
    local unknown = sub(since, 1, 1) == '-'
    if name ~= '' and (since == '-' or older(unknown and sub(since, 2) or since, version)) then
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
local newer = floor and verdict(floor, version)
if newer then
  return newer == 0 and -1 or redis.error_reply(newer)
end
local done = call('SET', KEYS[1], version, 'PX', ttl)
if done.err then
  return done
end

-- Removes these; the error if there was one.
local function remove(...)
  local gone = call('DEL', ...)
  return type(gone) == 'table' and gone or nil
end

-- Whether the key was removed; or nil and an error.
local function sweep(key, side, lag)
  local seen
  if kind == 'hash' then
    local stamp = call('HGET', key, field)
    if type(stamp) ~= 'string' then
      return false
    end
    seen = sub(stamp, 1, -10)
    if not older(seen, version) then
      return false, sub(stamp, -9) == '#00000000' and forget(key, lag) or nil
    end
  else
    seen = call('GET', side)
    if type(seen) == 'table' then
      return false
    end
    local partial = seen and kind ~= 'delete' and sub(seen, -9) == '#00000000'
    seen = partial and sub(seen, 1, -10) or seen
    if not seen and kind ~= 'delete' or seen and not older(seen, version) then
      return false, nil, partial
    end
  end
  local failed = kind == 'hash' and remove(key, lag) or kind ~= 'hash' and remove(key, side, lag)
  return not failed, failed or nil
end

local removed, forgetting = 0, {}
for i = 2, #KEYS, 3 do
  local gone, failed, partial = sweep(KEYS[i], KEYS[i + 1], KEYS[i + 2])
  if failed then
    return failed
  end
  removed = removed + (gone and 1 or 0)
  if partial then
    forgetting[#forgetting + 1] = (i - 2) / 3
  end
end
return #forgetting == 0 and removed or { removed, unpack(forgetting) }
