-- What more than one script reads.
--
-- Commands are called so that one that fails does not stop the script: its reply is then a table
-- with the error.

local call = redis.pcall

-- The floors of tables, which are the first keys, '' where there is none; or nil and the reply that
-- is an error.
local function read_floors(count)
  local floors = {}
  for i = 1, count do
    local floor = call('GET', KEYS[i])
    if type(floor) == 'table' then
      return nil, floor
    end
    floors[i] = floor or ''
  end
  return floors
end

-- What lags, from name to version, as the lag holds it; or nil and an error.
local function lagging(lag)
  local flat = call('HGETALL', lag)
  if flat.err then
    return nil, flat.err
  end
  local columns = {}
  for i = 1, #flat, 2 do
    columns[flat[i]] = flat[i + 1]
  end
  return columns
end

