-- Writes rows as JSON documents, each only if its version is not older than what its key last saw.
--
-- The version is in a side key: for ever while the key holds a document of ours, and until it expires
-- after the key was removed. A table that was emptied has a floor: what is older is gone.
--
-- A partial row leaves out columns that did not change. The lag then holds for each of them the
-- version that it is known from, or '-' and a version where there was no document to know it from,
-- and the side key's version ends in '#00000000'. fence.lua tells why.
--
-- KEYS: the floors of the tables; for each row its key, its side key, its lag.
-- ARGV: the side keys' time to live in ms; how many floors;
--   for each row the number of its floor; version; when it expires in ms, '0' for never, or nothing
--   where that is not said; 's' for a text, 'j' for a native document; then
--     'w', the whole document
--     'r': the row is gone
--     'p', the document of the columns that there are; how many it leaves out, their names; how many
--       members follow, for a native document: all, each with its name and its value
--   then a digest and a document, or two empty texts: see below
-- Answers for each row: 0 older, nothing done; 1 done; 2 done, but columns that were left out had no
-- document to be kept in; 3 older, but it told what lagged; 4 older than its table's floor, nothing
-- done; or the text of an error; or a list that asks for the row once more: 5 and
--   'm', digest, document, names: with the row's document and these members of the one given here
--   'c', digest, document, names: with the document given here, of which these members are as the
--     row has them
--   'n': a native document's row with its members.
-- Lua's own JSON loses digits, so texts are put together by the client. What it then sends is
-- written only if the digest says that nothing has changed meanwhile, else it is asked again.

local ttl = ARGV[1]
local EMPTIED = 4
local PARTIAL = '#00000000'

local floors, unread = read_floors(tonumber(ARGV[2]))
if unread then
  return unread
end

-- The error in a reply, if it is one.
local function failure(reply)
  return type(reply) == 'table' and reply.err or nil
end

-- Whether the key holds a document; or an error where it holds something else.
local function is_there(row)
  if row.native then
    local kind = call('TYPE', row.key)
    kind = kind.ok or kind.err
    if kind ~= 'none' and kind ~= 'ReJSON-RL' then
      return nil, 'WRONGTYPE the key holds a ' .. kind .. ', no JSON'
    end
    return kind ~= 'none'
  end
  local length = call('STRLEN', row.key)
  if failure(length) then
    return nil, length.err
  end
  return length > 0
end

local function path(name)
  return '$["' .. string.gsub(name, '[\\"]', '\\%0') .. '"]'
end

-- Notes what lags; the error if there was one.
local function note(row, marks, anew)
  local failed = anew and failure(call('DEL', row.lag))
  for i = 1, failed and 0 or #marks, 1000 do
    failed = failed
        or failure(call('HSET', row.lag, unpack(marks, i, math.min(i + 999, #marks))))
  end
  return failed
end

-- Notes the version of a live document, and lets it live until its moment; the error if there was
-- one.
local function stamp(row, partial)
  local version, failed = row.version .. (partial and PARTIAL or ''), nil
  if row.moment == '0' then
    failed = failure(call('PERSIST', row.key))
  elseif row.moment ~= '' then
    failed = failure(call('PEXPIREAT', row.key, row.moment))
        or partial and failure(call('PEXPIREAT', row.lag, row.moment))
        or failure(call('SET', row.side, version, 'PXAT', string.format('%.0f', row.moment + ttl)))
    return failed
  end
  return failed or failure(call('SET', row.side, version))
end

-- Whether the row has expired already; or an error.
local function is_over(row)
  if row.kind == 'r' or row.moment == '' or row.moment == '0' then
    return false
  end
  local time = call('TIME')
  if time.err then
    return nil, time.err
  end
  return tonumber(row.moment) <= time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The document with all that decides about it, in few bytes; or an error.
local function state(row, columns)
  local text = call('GET', row.key)
  if failure(text) then
    return nil, nil, text.err
  end
  local parts = {}
  for name, since in pairs(columns) do
    parts[#parts + 1] = name .. '\0' .. since
  end
  table.sort(parts)
  parts[#parts + 1] = row.seen or ''
  parts[#parts + 1] = row.floor
  parts[#parts + 1] = text or ''
  return text or '', redis.sha1hex(table.concat(parts, '\0\0'))
end

-- Writes the text that was put together for this very state, or asks for it; the answer to give.
local function replace(row, how, columns, names)
  local text, digest, failed = state(row, columns)
  if failed then
    return failed
  end
  if row.digest ~= digest then
    local question = { 5, how, digest, text }
    for i = 1, #names do
      question[#question + 1] = names[i]
    end
    return question
  end
  return failure(call('SET', row.key, row.merged, 'KEEPTTL'))
end

local function set_members(row, names)
  for i = 1, #names do
    local value = row.members[names[i]]
    local done = value and call('JSON.SET', row.key, path(names[i]), value)
        or call('JSON.DEL', row.key, path(names[i]))
    if failure(done) then
      return done.err
    end
  end
end

-- The members that a native document has and the row has not, neither as value nor as left out.
local function superfluous(row)
  local names = call('JSON.OBJKEYS', row.key, '$')
  if failure(names) then
    return nil, names.err
  end
  local found = {}
  for _, name in ipairs(names[1] or {}) do
    if not row.members[name] and not row.keeps[name] then
      found[#found + 1] = name
    end
  end
  return found
end

local function write(row, text)
  if row.native then
    return failure(call('JSON.SET', row.key, '$', text))
  end
  return failure(call('SET', row.key, text))
end

-- The row's columns into the document that is there; the answer to give, nil if all went well.
local function merge(row, columns)
  if not row.native then
    return replace(row, 'm', columns, row.kept)
  end
  local gone, failed = superfluous(row)
  return failed or set_members(row, gone) or set_members(row, row.names)
end

-- An older row, or an older delete, tells what it says of the columns that lag behind it.
local function catch_up(row)
  local columns, failed = lagging(row.lag)
  if failed then
    return failed
  end
  local told, marks = {}, {}
  for name, entry in pairs(columns) do
    local since = string.byte(entry) == 45 and sub(entry, 2) or entry
    if not row.keeps[name] and (since == '' or older(since, row.version)) then
      told[#told + 1] = name
    end
  end
  local there
  there, failed = is_there(row)
  if failed or not there or #told == 0 then
    return failed or 0
  end
  if row.native and row.kind == 'w' then
    return { 5, 'n' }
  end
  table.sort(told)
  for i = 1, #told do
    marks[2 * i - 1] = told[i]
    marks[2 * i] = (row.kind == 'r' and '-' or '') .. row.version
  end
  local answer
  if row.native then
    answer = set_members(row, told)
  else
    answer = replace(row, 'c', columns, told)
  end
  return answer or note(row, marks) or 3
end

-- A row with all its columns, or a partial one that meets no document, or none at all.
local function whole(row, partial)
  if row.kind == 'r' then
    local gone = partial and call('DEL', row.key, row.lag) or call('DEL', row.key)
    return failure(gone) or failure(call('SET', row.side, row.version, 'PX', ttl)) or 1
  end
  return write(row, row.text) or partial and failure(call('DEL', row.lag)) or stamp(row) or 1
end

local function part(row, there, partial, before)
  local columns, failed = {}, nil
  if partial then
    columns, failed = lagging(row.lag)
    if failed then
      return failed
    end
  end
  local bottom = row.floor
  if not there and before and (bottom == '' or not older(before, bottom)) then
    bottom = before
  end
  local marks = {}
  for i = 1, #row.kept do
    local name = row.kept[i]
    local entry = not there and '-' .. bottom
        or columns[name] or before ~= row.version and before or nil
    if entry then
      marks[#marks + 1] = name
      marks[#marks + 1] = entry
    end
  end
  if there then
    failed = merge(row, columns)
  else
    failed = write(row, row.text)
  end
  return failed or note(row, marks, partial) or stamp(row, #marks > 0)
      or not there and #marks > 0 and 2 or 1
end

local function apply(row)
  local answer = row.floor ~= '' and verdict(row.floor, row.version)
  if answer then
    return answer == 0 and EMPTIED or answer
  end
  local seen = call('GET', row.side)
  if failure(seen) then
    return seen.err
  end
  row.seen = seen
  local partial = seen and sub(seen, -9) == PARTIAL
  local before = partial and sub(seen, 1, -10) or seen
  answer = before and verdict(before, row.version)
  if answer == 0 and partial then
    return catch_up(row)
  elseif answer then
    return answer
  end
  local there, failed = is_there(row)
  local over
  if not failed then
    over, failed = is_over(row)
  end
  if failed then
    return failed
  end
  if over then
    row.kind = 'r'
  end
  if row.kind ~= 'p' then
    return whole(row, partial)
  end
  if there and (not before or row.floor ~= '' and older(before, row.floor)) then
    failed = failure(call('DEL', row.key, row.lag))
    if failed then
      return failed
    end
    there, partial = false, false
  end
  return part(row, there, partial, before)
end

local at = 3

local function take()
  at = at + 1
  return ARGV[at - 1]
end

local function names()
  local list, set = {}, {}
  for i = 1, tonumber(take()) do
    list[i] = take()
    set[list[i]] = true
  end
  return list, set
end

local answers = {}
for i = #floors + 1, #KEYS, 3 do
  local row = { key = KEYS[i], side = KEYS[i + 1], lag = KEYS[i + 2], keeps = {}, members = {} }
  row.floor = floors[tonumber(take())]
  row.version = take()
  row.moment = take()
  row.native = take() == 'j'
  row.kind = take()
  if row.kind ~= 'r' then
    row.text = take()
  end
  if row.kind == 'p' then
    row.kept, row.keeps = names()
    row.names = {}
    for n = 1, tonumber(take()) do
      row.names[n] = take()
      row.members[row.names[n]] = take()
    end
  end
  row.digest = take()
  row.merged = take()
  answers[#answers + 1] = apply(row)
end
return answers
