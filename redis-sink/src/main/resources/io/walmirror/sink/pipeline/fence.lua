-- Applies rows to hashes, each only if its version is not older than what its key last saw.
--
-- A live hash holds its version in a field: version, '#', eight hex digits over its columns.
-- A deleted key's version is in a side key that expires. Never both.
--
-- KEYS: for each row its key, then its side key.
-- ARGV: the side key's time to live in ms, the version field's name; then for each row
--   a delete:  '0', version
--   an upsert: how many arguments HSET has, how many fields are removed, how many are kept;
--              HSET's arguments, of which the last two are the version field and its value;
--              the names of the removed, the names of the kept
-- Answers for each row: 0 older, nothing done; 1 done; 2 done, but fields that were to be kept had
-- no row to be kept in; or the text of an error.
--
-- Versions are compared by '<', which follows the server's locale: they are one letter and
-- lower-case hex digits of one width, which every locale orders alike. What follows the '#' never
-- takes part. All keys are declared; a failed command does not stop the other rows.

local call = redis.pcall
local sub = string.sub
local ttl, field = ARGV[1], ARGV[2]

-- nil if the version may be applied over the stored one, else the answer for the row.
local function verdict(stored, version)
  if stored == version then
    return nil
  end
  if #stored ~= #version or sub(stored, 1, 1) ~= sub(version, 1, 1) then
    return 'VERSIONSCHEME the key holds a version of another scheme, or none of ours'
  end
  if version < stored then
    return 0
  end
  return nil
end

-- The version field and the side key, of which at most one is there; or an error.
local function last_seen(key, side)
  local stamp = call('HGET', key, field)
  if type(stamp) == 'table' then
    return nil, nil, stamp.err
  end
  if stamp then
    return stamp, nil, nil
  end
  local buried = call('GET', side)
  if type(buried) == 'table' then
    return nil, nil, buried.err
  end
  return nil, buried or nil, nil
end

-- Fields of the hash that the row no longer has. Its own are every second argument of HSET and
-- every one of those that follow.
local function gone(names, first_pair, last_pair, last)
  local mine = {}
  for i = first_pair, last_pair, 2 do
    mine[ARGV[i]] = true
  end
  for i = last_pair + 1, last do
    mine[ARGV[i]] = true
  end
  local found = {}
  for i = 1, #names do
    if not mine[names[i]] then
      found[#found + 1] = names[i]
    end
  end
  return found
end

local function put(key, side, at, fields, removed, kept)
  local last = at + fields - 1
  local stamp = ARGV[last]
  local version = sub(stamp, 1, -10)
  local old, buried, failed = last_seen(key, side)
  if failed then
    return failed
  end
  local seen = old and sub(old, 1, -10) or buried
  if seen then
    local answer = verdict(seen, version)
    if answer then
      return answer
    end
  end
  local superfluous, empty = nil, false
  if not old or sub(old, -8) ~= sub(stamp, -8) then
    local names = call('HKEYS', key)
    if names.err then
      return names.err
    end
    empty = #names == 0
    if not empty then
      superfluous = gone(names, at, last, last + removed + kept)
    end
  end
  local done = call('HSET', key, unpack(ARGV, at, last))
  if type(done) == 'table' then
    return done.err
  end
  if removed > 0 and not empty then
    done = call('HDEL', key, unpack(ARGV, last + 1, last + removed))
    if type(done) == 'table' then
      return done.err
    end
  end
  if superfluous then
    for i = 1, #superfluous, 1000 do
      done = call('HDEL', key, unpack(superfluous, i, math.min(i + 999, #superfluous)))
      if type(done) == 'table' then
        return done.err
      end
    end
  end
  if buried then
    done = call('DEL', side)
    if type(done) == 'table' then
      return done.err
    end
  end
  return (empty and kept > 0) and 2 or 1
end

local function delete(key, side, version)
  local old, buried, failed = last_seen(key, side)
  if failed then
    return failed
  end
  local seen = old and sub(old, 1, -10) or buried
  if seen then
    local answer = verdict(seen, version)
    if answer then
      return answer
    end
  end
  local done = call('DEL', key)
  if type(done) == 'table' then
    return done.err
  end
  done = call('SET', side, version, 'PX', ttl)
  return done.err or 1
end

local answers = {}
local at = 3
for row = 1, #KEYS, 2 do
  local fields = tonumber(ARGV[at])
  if fields == 0 then
    answers[#answers + 1] = delete(KEYS[row], KEYS[row + 1], ARGV[at + 1])
    at = at + 2
  else
    local removed, kept = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    answers[#answers + 1] = put(KEYS[row], KEYS[row + 1], at + 3, fields, removed, kept)
    at = at + 3 + fields + removed + kept
  end
end
return answers
