#!/bin/sh
# Installs a greeting, in the way that script based software modules for Eclipse Kanto do: it runs in the folder that the
# archive was unpacked to, without arguments, and tells how far it is in the file "status" beside it.
set -eu

say() {
  printf 'progress=%s\nmessage=%s\n' "$1" "$2" >status
}

say 10 'looking for a place'
place=${GREETING_DIR:-.}/installed-greeting

say 50 'installing the greeting'
if ! grep -q . greeting; then
  printf 'statusCode=7\nmessage=the greeting is empty\n' >status
  exit 1
fi
cp greeting "$place"

# What was installed besides, for the inventory.
mkdir -p installed-deps
printf 'group=org.example\nname=greeting\nversion=%s\ntype=text\n' "$(cat version)" >installed-deps/greeting.prs
say 100 'done'
