-- Applies rows to hashes, each only if its version is not older than what its key last saw.
--
-- A live hash holds its version in a field: version, '#', eight hex digits over its field names.
-- A deleted key's version is in a side key that expires. Never both. A table that was emptied has a
-- floor: what is older is gone, and stays away.
--
-- A partial row leaves out columns that did not change. A third key, the lag, then holds for each of
-- them the version that it is known from, or '-' and a version where there was no row to know it
-- from, and under an empty name the digits, which are zeros in the hash itself. So every column has
-- a version of its own while it needs one: an older row that carries the column still fills it in,
-- an older delete still empties it, and the order of arrival never shows.
--
-- A row may expire, at a moment. Its version is then in its side key as well, which outlives the row by
-- its own time to live: what is older than an expired row stays away. A row that has expired already
-- is a delete.
--
-- KEYS: the floors of the tables; for each row its key, its side key, its lag.
-- ARGV: the side keys' time to live in ms; the name of the version field; how many floors; how many
--   shapes; '1' if each upsert says when it expires, else '0'; for each shape the number of its floor, its digits, how many field names it has, then
--   these;
--   for each row
--     a delete:  the number of its floor, negative; version
--     an upsert: number of its shape; if so said, its moment in ms, 0 for never; for each field of that 's' set, 'r' removed or 'k' kept, or
--                an empty text if all are set; version field; the values of those that are set
-- Answers for each row: 0 older, nothing done; 1 done; 2 done, but fields that were to be kept had
-- no row to be kept in; 3 older, but it told what lagged; 4 older than its table's floor, nothing
-- done; or the text of an error.
--
-- What follows a version's '#' never takes part in comparing. All keys are declared; a command that
-- fails does not stop the other rows.

local ttl, field = ARGV[1], ARGV[2]
local SET, REMOVED, UNKNOWN = byte('s'), byte('r'), byte('-')
local PARTIAL = '00000000'
local expiring = ARGV[5] == '1'
local EMPTIED = 4

local floors, unread = read_floors(tonumber(ARGV[3]))
if unread then
  return unread
end

local now = 0
if expiring then
  local time = call('TIME')
  if time.err then
    return time
  end
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Each shape: its field names, and HSET's arguments with room for the values.
local shapes = {}
local at = 6
for i = 1, tonumber(ARGV[4]) do
  local names, arguments = {}, {}
  local size = tonumber(ARGV[at + 2])
  for n = 1, size do
    names[n] = ARGV[at + 2 + n]
    arguments[2 * n - 1] = names[n]
    arguments[2 * n] = ''
  end
  arguments[2 * size + 1] = field
  shapes[i] = { names = names, size = size, arguments = arguments,
    floor = floors[tonumber(ARGV[at])], digits = '#' .. ARGV[at + 1],
    usual = ARGV[at + 1] ~= PARTIAL }
  at = at + size + 3
end

-- What the version field and the side key hold, of which at most one is there; or an error.
local function last_seen(stamp, side)
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

-- Does it, unless there is nothing to say but the key; the error if there was one.
local function say(command, key, arguments, count)
  if count > 0 then
    local done = call(command, key, unpack(arguments, 1, count))
    return type(done) == 'table' and done.err or nil
  end
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

-- HSET's arguments, how many of them; the fields to remove; the fields that are kept.
local function arguments(shape, states, stamp, first)
  local size, names = shape.size, shape.names
  if states == '' then
    local all = shape.arguments
    for i = 1, size do
      all[2 * i] = ARGV[first + i - 1]
    end
    all[2 * size + 2] = stamp
    return all, 2 * size + 2
  end
  local some, removed, kept, count, next = {}, {}, nil, 0, first
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
      kept = kept or {}
      kept[#kept + 1] = names[i]
    end
  end
  some[count + 1] = field
  some[count + 2] = stamp
  return some, count + 2, removed, kept
end

-- What the lag is to hold for the columns that a row keeps, and whether one of them is unknown.
local function marks(kept, stamp, old, columns, bottom)
  local found = { '', sub(stamp, -8) }
  local before = old and sub(old, 1, -10)
  for i = 1, #kept do
    local entry
    if not old then
      entry = '-' .. bottom
    elseif columns and columns[kept[i]] then
      entry = columns[kept[i]]
    elseif before ~= sub(stamp, 1, -10) then
      entry = before
    end
    if entry then
      found[#found + 1] = kept[i]
      found[#found + 1] = entry
    end
  end
  return found
end

-- What an older row says of its columns: the value, false where it says nothing, nil where it has
-- no such column or no value for it.
local function told(shape, states, first)
  local says, next = {}, first
  for i = 1, shape.size do
    local state = states == '' and SET or byte(states, i)
    if state == SET then
      says[shape.names[i]] = ARGV[next]
      next = next + 1
    elseif state ~= REMOVED then
      says[shape.names[i]] = false
    end
  end
  return says
end

-- Gives the columns that lag behind an older row, or an older delete, what it says of them.
local function catch_up(key, lag, version, says, mark)
  local columns, failed = lagging(lag)
  if failed then
    return failed
  end
  local set, removed, marked = {}, {}, {}
  for name, entry in pairs(columns) do
    local since = byte(entry) == UNKNOWN and sub(entry, 2) or entry
    if name ~= '' and says[name] ~= false and (since == '' or older(since, version)) then
      if says[name] then
        set[#set + 1] = name
        set[#set + 1] = says[name]
      else
        removed[#removed + 1] = name
      end
      marked[#marked + 1] = name
      marked[#marked + 1] = mark
    end
  end
  if #marked == 0 then
    return 0
  end
  return say('HSET', key, set, #set) or remove(key, removed) or say('HSET', lag, marked, #marked)
      or 3
end

-- Removes the row and remembers its version; 1, or the error.
local function bury(key, side, lag, version, partial)
  local done = partial and call('DEL', key, lag) or call('DEL', key)
  if type(done) == 'table' then
    return done.err
  end
  done = call('SET', side, version, 'PX', ttl)
  return done.err or 1
end

-- Lets the row that was just written live until that moment, 0 for ever; the error if there was one.
local function keep_until(moment, key, side, lag, version, marked)
  local done
  if moment == '0' then
    done = call('PERSIST', key)
    if marked and type(done) ~= 'table' then
      done = call('PERSIST', lag)
    end
    if type(done) ~= 'table' then
      done = call('DEL', side)
    end
  else
    done = call('PEXPIREAT', key, moment)
    if marked and type(done) ~= 'table' then
      done = call('PEXPIREAT', lag, moment)
    end
    if type(done) ~= 'table' then
      done = call('SET', side, version, 'PXAT', string.format('%.0f', moment + ttl))
    end
  end
  return type(done) == 'table' and done.err or nil
end

-- The usual case, for which nothing is taken apart: a whole row over a whole one of its shape, in a
-- table that was not emptied. Texts that end alike compare as the versions that they begin with.
local function renew(key, shape, old, stamp, first)
  if stamp < old then
    return 0
  end
  local set, count = arguments(shape, '', stamp, first)
  local done = call('HSET', key, unpack(set, 1, count))
  return type(done) == 'table' and done.err or 1
end

local function put(row, shape, states, stamp, first, moment)
  local key, side, lag, floor = KEYS[row], KEYS[row + 1], KEYS[row + 2], shape.floor
  local held = call('HGET', key, field)
  if states == '' and floor == '' and type(held) == 'string' and #held == #stamp
      and sub(held, -9) == shape.digits and shape.usual and not moment
      and comparable(held, stamp) then
    return renew(key, shape, held, stamp, first)
  end
  local version = sub(stamp, 1, -10)
  local answer = floor ~= '' and verdict(floor, version)
  if answer then
    return answer == 0 and EMPTIED or answer
  end
  local old, buried, failed = last_seen(held, side)
  if failed then
    return failed
  end
  local digits = old and sub(old, -8)
  answer = fence(old, buried, version)
  if answer then
    if answer == 0 and digits == PARTIAL then
      return catch_up(key, lag, version, told(shape, states, first), version)
    end
    return answer
  end
  if old and floor ~= '' and older(sub(old, 1, -10), floor) then
    local done = call('DEL', key, lag)
    if type(done) == 'table' then
      return done.err
    end
    old, digits = nil, nil
  end
  if moment and moment ~= '0' and tonumber(moment) <= now then
    return bury(key, side, lag, version, digits == PARTIAL)
  end
  local columns, gone, empty
  if digits == PARTIAL then
    columns, failed = lagging(lag)
    if failed then
      return failed
    end
    digits = columns['']
  end
  if digits ~= sub(stamp, -8) then
    local names = call('HKEYS', key)
    if names.err then
      return names.err
    end
    empty = #names == 0
    gone = superfluous(names, shape)
  end
  local set, count, removed, kept = arguments(shape, states, stamp, first)
  local marked
  if kept then
    local bottom = buried and (floor == '' or not older(buried, floor)) and buried or floor
    marked = marks(kept, stamp, old, columns, bottom)
    if #marked > 2 then
      set[count] = version .. '#' .. PARTIAL
    else
      marked = nil
    end
  end
  local done = call('HSET', key, unpack(set, 1, count))
  if type(done) == 'table' then
    return done.err
  end
  failed = removed and not empty and remove(key, removed) or gone and remove(key, gone)
  if failed then
    return failed
  end
  if columns then
    done = call('DEL', lag)
    if type(done) == 'table' then
      return done.err
    end
  end
  if marked then
    failed = say('HSET', lag, marked, #marked)
    if failed then
      return failed
    end
  end
  if moment then
    failed = keep_until(moment, key, side, lag, version, marked)
    if failed then
      return failed
    end
  elseif buried then
    done = call('DEL', side)
    if type(done) == 'table' then
      return done.err
    end
  end
  return (marked and not old) and 2 or 1
end

local function delete(row, floor, version)
  local key, side, lag = KEYS[row], KEYS[row + 1], KEYS[row + 2]
  local answer = floor ~= '' and verdict(floor, version)
  if answer then
    return answer == 0 and EMPTIED or answer
  end
  local old, buried, failed = last_seen(call('HGET', key, field), side)
  if failed then
    return failed
  end
  local partial = old and sub(old, -8) == PARTIAL
  answer = fence(old, buried, version)
  if answer then
    if answer == 0 and partial then
      return catch_up(key, lag, version, {}, '-' .. version)
    end
    return answer
  end
  return bury(key, side, lag, version, partial)
end

local answers = {}
local count = 0
for row = #floors + 1, #KEYS, 3 do
  local kind = tonumber(ARGV[at])
  count = count + 1
  if kind > 0 then
    local moment
    if expiring then
      at = at + 1
      moment = ARGV[at]
    end
    local shape, states = shapes[kind], ARGV[at + 1]
    answers[count] = put(row, shape, states, ARGV[at + 2], at + 3, moment)
    if states == '' then
      at = at + 3 + shape.size
    else
      local _, values = string.gsub(states, 's', '')
      at = at + 3 + values
    end
  else
    answers[count] = delete(row, floors[-kind], ARGV[at + 1])
    at = at + 2
  end
end
return answers
