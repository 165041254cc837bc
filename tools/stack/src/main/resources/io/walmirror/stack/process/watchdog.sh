# shellcheck shell=sh disable=SC2046,SC2086 # lists of process ids are meant to be split
# Ends what its starter has left running, and removes the starter's temporary folder ($1).
# The starter tells it line by line what runs; the end of the lines is the starter's end.
#   process <pid> KILL|QUIT|TERM    ended <pid>    segment <shared memory id>

trap '' INT TERM HUP QUIT

folder=$1
running=
segments=

# When a process began; nothing when it has ended. A process id that was given anew has another begin.
begin() {
  if [ -d /proc/self ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    set -- ${stat##*) }
    case $1 in Z | X) ;; *) echo "${20}" ;; esac
  else
    LC_ALL=C ps -o lstart= -p "$1" 2>/dev/null | tr -d ' '
  fi
}

# The processes of the list that still run and are to be ended that way, or in any.
alive() {
  for each in $running; do
    pid=${each%%,*}
    rest=${each#*,}
    [ -n "$1" ] && [ "${rest#*,}" != "$1" ] && continue
    [ "$(begin "$pid")" = "${rest%%,*}" ] && echo "$pid"
  done
}

# Sends a signal to processes, if there are any.
signal() {
  name=$1
  shift
  [ $# -eq 0 ] || kill "-$name" "$@" 2>/dev/null
}

while read -r word pid ending; do
  case $word in
    process)
      began=$(begin "$pid")
      [ -n "$began" ] && running="$running $pid,$began,$ending"
      ;;
    ended)
      kept=
      for each in $running; do
        [ "${each%%,*}" = "$pid" ] || kept="$kept $each"
      done
      running=$kept
      ;;
    segment) segments="$segments $pid" ;;
  esac
done

signal CONT $(alive)
signal KILL $(alive KILL)
signal QUIT $(alive QUIT)
signal TERM $(alive TERM)
tries=0
while [ -n "$(alive)" ] && [ $tries -lt 50 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
signal KILL $(alive)

for id in $segments; do
  ipcrm -m "$id" 2>/dev/null
done

# A process may write while it dies.
tries=0
while [ -n "$folder" ] && [ -e "$folder" ] && [ $tries -lt 20 ]; do
  rm -rf "$folder"
  [ $tries -eq 0 ] || sleep 0.1
  tries=$((tries + 1))
done
