# The stage of the quickstart: set-up, processes, narration and checks. Sourced by scripts/quickstart.

work=
device_pid=
server_pid=
flight_pid=
socket=
container=godwit-quickstart-$$

# --- set-up ---------------------------------------------------------------------------------------------------------

set_up() {
  command -v npm >/dev/null || die 'Node is needed, with npm: https://nodejs.org'
  if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    narrate 'Installing the packages (npm ci) …'
    npm ci --no-audit --no-fund --loglevel=error
  fi
  # Node brought by the packages, not the system's.
  PATH="$repository/node_modules/.bin:$PATH"
  pinned=$(node -p 'require("./package.json").devDependencies.node')
  [ "$(node --version)" = "v$pinned" ] || die "Node $pinned is needed, this is $(node --version)"
  if [ ! -e dist/godwit.js ] || [ -n "$(newer_sources)" ]; then
    narrate 'Building …'
    npm run --silent build
  fi
}

# The sources that are newer than what was built from them.
newer_sources() {
  find agents cli client manager platform spec scripts -type f -name '*.[jt]s*' -newer dist/godwit.js
}

# A temporary folder with artifacts, desired states and a device, and an artifact server.
open_stage() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/godwit-quickstart.XXXXXX")
  trap close_stage EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mkdir "$work/artifacts"
  node "$repository/scripts/quickstart.d/artifact-server.ts" "$work/artifacts" >"$work/port" 2>"$work/server.log" &
  server_pid=$!
  until_true 10 'the artifact server is up' [ -s "$work/port" ]
  find_engine
  node "$repository/scripts/quickstart.d/prepare.ts" "$work" "$(cat "$work/port")" "$container" "$socket"
  cd "$work"
}

# Ends what was started here, and nothing else.
close_stage() {
  for pid in $flight_pid $device_pid $server_pid; do
    kill -s TERM "$pid" 2>/dev/null || :
    wait "$pid" 2>/dev/null || :
  done
  remove_containers
  cd "$repository"
  rm -rf "$work"
}

# --- the device -----------------------------------------------------------------------------------------------------

# The command as a person has it, who once said: export GODWIT_BROKER=…
godwit() { GODWIT_BROKER=$(cat "$work/broker") node "$repository/dist/godwit.js" "$@"; }
boot_control() { "$repository/scripts/device/boot-control" --device device "$@"; }

start_device() {
  "$repository/scripts/device/power-on" --device "$work/device" \
    node "$repository/dist/godwit.js" up --config "$work/godwit.json" >device.log 2>&1 &
  device_pid=$!
  until_true 20 'the device is up' godwit state --timeout 1s
}

# All of Godwit on the device is one process here: manager, agents and broker.
kill_device() { kill -s KILL "$(cat device/main.pid)"; }

# What the boot loader and the init process of the device have said, without Godwit's own log.
console() { grep '^boot loader:\|^init:' device.log; }

firmware() { head -n 1 "device/slot.$(boot_control get-current)"; }
software() { apps/greeter/current/greet; }

size_of() { wc -c <"$1" | tr -d ' '; }
is_on_disk() { [ -n "$(find state -type f -size "${1}c")" ]; }

# --- campaigns ------------------------------------------------------------------------------------------------------

# fly CAMPAIGN: applies its desired state, and keeps the exit status for expect_exit.
fly() {
  fly_in_background "$1"
  join_flight
}

fly_in_background() {
  campaign=$1
  departure=$(date +%s)
  announce godwit apply --activity-id "$1" "$1.json"
  GODWIT_BROKER=$(cat broker) node "$repository/dist/godwit.js" apply --activity-id "$1" "$1.json" &
  flight_pid=$!
}

join_flight() {
  flight_status=0
  wait "$flight_pid" || flight_status=$?
  flight_pid=
}

# land WHAT [NOW]: a line for the table at the end.
land() {
  seconds=$(($(date +%s) - departure))
  now=${2:-$(firmware), in slot $(boot_control get-current)}
  printf '%-19s %-53s %3s s  %s\n' "$campaign" "$1" "$seconds" "$now" >>landings
}

print_landings() {
  printf '\n%-19s %-53s %5s  %s\n' CAMPAIGN 'WHAT HAPPENED' TIME 'RUNS NOW'
  cat landings
}

# --- narration ------------------------------------------------------------------------------------------------------

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi

narrate() { printf '%s\n' "$*"; }

# chapter TITLE SENTENCE
chapter() {
  printf '\n%s== %s ==%s\n' "$bold" "$1" "$plain"
  [ -z "$2" ] || narrate "$2"
}

# announce COMMAND…: what a person would type.
announce() { printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"; }

# show COMMAND…: what a person would type, and what it does.
show() {
  announce "$@"
  "$@"
}

# --- checks ---------------------------------------------------------------------------------------------------------

# until_true SECONDS WHAT COMMAND…
until_true() {
  limit=$(($(date +%s) + $1))
  what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -le "$limit" ] || die "waited in vain for: $what"
    [ -z "$device_pid" ] || kill -s 0 "$device_pid" 2>/dev/null || die "the device ended before: $what"
    sleep 0.1
  done
}

# expect WHAT ACTUAL EXPECTED
expect() { [ "$2" = "$3" ] || die "$1 is \"$2\", not \"$3\""; }
expect_exit() { expect "the exit status of godwit apply" "$flight_status" "$1"; }

# expect_device FIRMWARE SOFTWARE: asks the files, not Godwit.
expect_device() {
  expect 'the running firmware' "$(firmware)" "$1"
  expect 'the running software' "$(software)" "$2"
  narrate ''
  narrate "On the device: firmware \"$1\" in slot $(boot_control get-current); the software says \"$2\""
}

die() {
  printf '\nquickstart: %s\n' "$1" >&2
  if [ -n "$work" ] && [ -f "$work/device.log" ]; then
    printf 'the end of the log of the device:\n' >&2
    tail -n 30 "$work/device.log" >&2
  fi
  exit 1
}
