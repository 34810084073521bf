# What the scripts of the simulated device share. A device is a folder:
#
#   slot.a slot.b              the two images; one that begins with BROKEN panics when it is booted
#   primary current            slot names: which one is preferred, which one runs
#   state.a state.b            good or bad
#   tries                      boots that are left to a primary slot that is not good
#   boot-id                    new with every boot
#   main.pid                   the process that power-on keeps running
#   reboot-requested off       flags for power-on
#
# Every value is written to a temporary file and renamed, so that a kill leaves the old one or the new one.

trial_boots=3

fail() {
  echo "${0##*/}: $1" >&2
  exit 1
}

# Takes `--device FOLDER`, if it comes first, or GODWIT_DEVICE; the caller shifts by $taken.
open_device() {
  taken=0
  if [ "${1-}" = --device ]; then
    [ $# -ge 2 ] || fail '--device needs a folder'
    GODWIT_DEVICE=$2
    taken=2
  fi
  [ -n "${GODWIT_DEVICE-}" ] || fail 'say which device: --device FOLDER, or GODWIT_DEVICE'
  [ -d "$GODWIT_DEVICE" ] || fail "there is no device in $GODWIT_DEVICE"
}

# get NAME DEFAULT
get() {
  if [ -f "$GODWIT_DEVICE/$1" ]; then cat "$GODWIT_DEVICE/$1"; else echo "$2"; fi
}

# put NAME VALUE
put() {
  echo "$2" >"$GODWIT_DEVICE/$1.tmp.$$"
  mv "$GODWIT_DEVICE/$1.tmp.$$" "$GODWIT_DEVICE/$1"
}

flagged() { [ -e "$GODWIT_DEVICE/$1" ]; }
unflag() { rm -f "$GODWIT_DEVICE/$1"; }

other_slot() {
  if [ "$1" = a ]; then echo b; else echo a; fi
}
