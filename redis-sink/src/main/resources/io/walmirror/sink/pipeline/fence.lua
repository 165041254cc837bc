-- Applies rows to hashes, each only if its version is not older than what its key last saw.
--
-- A live hash holds its version in a field: version, '#', eight hex digits over its field names.
-- A deleted key's version is in a side key that expires. Never both.
--
-- KEYS: for each row its key, then its side key.
-- ARGV: the side keys' time to live in ms; the name of the version field; how many shapes;
--   for each shape how many field names it has, then these;
--   for each row
--     a delete:  '0', version
--     an upsert: number of its shape; for each field of that 's' set, 'r' removed or 'k' kept, or
--                an empty text if all are set; version field; the values of those that are set
-- Answers for each row: 0 older, nothing done; 1 done; 2 done, but fields that were to be kept had
-- no row to be kept in; or the text of an error.
--
-- Versions are compared by '<', which follows the server's locale: they are one letter and
-- lower-case hex digits of one width, which every locale orders alike. What follows the '#' never
-- takes part. All keys are declared; a command that fails does not stop the other rows.

local call, sub, byte = redis.pcall, string.sub, string.byte
local ttl, field = ARGV[1], ARGV[2]
local SET, REMOVED = byte('s'), byte('r')

-- Each shape: its field names, and HSET's arguments with room for the values.
local shapes = {}
local at = 4
for i = 1, tonumber(ARGV[3]) do
  local names, arguments = {}, {}
  local size = tonumber(ARGV[at])
  for n = 1, size do
    names[n] = ARGV[at + n]
    arguments[2 * n - 1] = names[n]
    arguments[2 * n] = ''
  end
  arguments[2 * size + 1] = field
  shapes[i] = { names = names, size = size, arguments = arguments }
  at = at + size + 1
end

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

-- What the version field and the side key hold, of which at most one is there; or an error.
local function last_seen(key, side)
  local stamp = call('HGET', key, field)
  if stamp then
    return stamp, nil, stamp.err
  end
  local buried = call('GET', side)
  if buried then
    return nil, buried, buried.err
  end
end

-- The answer for the row that what the key last saw demands, or nil.
local function fence(old, buried, version)
  local seen = old and sub(old, 1, -10) or buried
  return seen and verdict(seen, version)
end

-- Removes these fields, not too many at a time; the error if there was one.
local function remove(key, names)
  for i = 1, #names, 1000 do
    local done = call('HDEL', key, unpack(names, i, math.min(i + 999, #names)))
    if type(done) == 'table' then
      return done.err
    end
  end
end

-- Those of the names that the shape does not have: columns that the row no longer has.
local function superfluous(names, shape)
  if not shape.mine then
    shape.mine = { [field] = true }
    for i = 1, shape.size do
      shape.mine[shape.names[i]] = true
    end
  end
  local found = {}
  for i = 1, #names do
    if not shape.mine[names[i]] then
      found[#found + 1] = names[i]
    end
  end
  return found
end

-- HSET's arguments, how many of them; the fields to remove; whether some are kept.
local function arguments(shape, states, stamp, first)
  local size, names = shape.size, shape.names
  if states == '' then
    local all = shape.arguments
    for i = 1, size do
      all[2 * i] = ARGV[first + i - 1]
    end
    all[2 * size + 2] = stamp
    return all, 2 * size + 2, nil, false
  end
  local some, removed, count, next, kept = {}, {}, 0, first, false
  for i = 1, size do
    local state = byte(states, i)
    if state == SET then
      some[count + 1] = names[i]
      some[count + 2] = ARGV[next]
      count = count + 2
      next = next + 1
    elseif state == REMOVED then
      removed[#removed + 1] = names[i]
    else
      kept = true
    end
  end
  some[count + 1] = field
  some[count + 2] = stamp
  return some, count + 2, removed, kept
end

local function put(key, side, shape, states, stamp, first)
  local old, buried, failed = last_seen(key, side)
  if failed then
    return failed
  end
  local answer = fence(old, buried, sub(stamp, 1, -10))
  if answer then
    return answer
  end
  local gone, empty = nil, false
  if not old or sub(old, -8) ~= sub(stamp, -8) then
    local names = call('HKEYS', key)
    if names.err then
      return names.err
    end
    empty = #names == 0
    gone = superfluous(names, shape)
  end
  local set, count, removed, kept = arguments(shape, states, stamp, first)
  local done = call('HSET', key, unpack(set, 1, count))
  if type(done) == 'table' then
    return done.err
  end
  failed = removed and not empty and remove(key, removed) or gone and remove(key, gone)
  if failed then
    return failed
  end
  if buried then
    done = call('DEL', side)
    if type(done) == 'table' then
      return done.err
    end
  end
  return (empty and kept) and 2 or 1
end

local function delete(key, side, version)
  local old, buried, failed = last_seen(key, side)
  if failed then
    return failed
  end
  local answer = fence(old, buried, version)
  if answer then
    return answer
  end
  local done = call('DEL', key)
  if type(done) == 'table' then
    return done.err
  end
  done = call('SET', side, version, 'PX', ttl)
  return done.err or 1
end

local answers = {}
local count = 0
for row = 1, #KEYS, 2 do
  local shape = shapes[tonumber(ARGV[at])]
  count = count + 1
  if shape then
    local states = ARGV[at + 1]
    answers[count] = put(KEYS[row], KEYS[row + 1], shape, states, ARGV[at + 2], at + 3)
    if states == '' then
      at = at + 3 + shape.size
    else
      local _, values = string.gsub(states, 's', '')
      at = at + 3 + values
    end
  else
    answers[count] = delete(KEYS[row], KEYS[row + 1], ARGV[at + 1])
    at = at + 2
  end
end
return answers
