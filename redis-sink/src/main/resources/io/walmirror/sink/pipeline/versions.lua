-- How versions compare.
--
-- They are compared by '<', which follows the server's locale: they are one letter and lower-case
-- hex digits of one width, which every locale orders alike. Versions of unlike schemes have no
-- order, unless the settings say that one scheme supersedes another; nor have offsets (k, then 8
-- digits generation, 8 partition, 16 offset) of two partitions in one generation.

local sub, byte = string.sub, string.byte
local LENGTHS = { p = 36, d = 41, k = 33 }
local OFFSET = byte('k')
local SUPERSEDED = '@SUPERSEDED@'

-- Whether this is a version of a scheme that the other's supersedes.
local function superseded(stored, version)
  local letter = sub(stored, 1, 1)
  return letter ~= sub(version, 1, 1) and #stored == LENGTHS[letter]
      and string.find(SUPERSEDED, letter, 1, true) ~= nil
end

-- Whether '<' tells which of the two is older.
local function comparable(one, other)
  local letter = byte(one)
  return letter == byte(other) and #one == #other
      and (letter ~= OFFSET or sub(one, 10, 17) == sub(other, 10, 17)
        or sub(one, 2, 9) ~= sub(other, 2, 9))
end

-- Whether the first is known to be older than the second.
local function older(one, other)
  return comparable(one, other) and one < other or superseded(one, other)
end

-- nil if the version may be applied over the stored one, else the answer for the row.
local function verdict(stored, version)
  if stored == version or superseded(stored, version) then
    return nil
  end
  if not comparable(stored, version) then
    return 'VERSIONSCHEME the key holds a version that cannot be compared: of another scheme or '
        .. 'partition, or none of ours'
  end
  if version < stored then
    return 0
  end
  return nil
end

