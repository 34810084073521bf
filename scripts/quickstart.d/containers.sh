# The containers of the quickstart, where an engine is running. Sourced by scripts/quickstart; the stage is open.
#
# The engine is not the quickstart's, so nothing that it does or does not fails the quickstart; only what Godwit makes of
# it does. What others have there is left alone.

engine() { node "$repository/scripts/quickstart.d/engine.ts" "$1" "$container"; }

# Before the device starts, since it has an agent for containers only where there is an engine.
find_engine() { socket=$(engine prepare 2>"$work/engine.log") || socket=; }

fly_containers() {
  if [ -z "$socket" ]; then
    leave_out_containers
    return
  fi
  flown=0
  (fly_both_containers) || flown=$?
  if [ "$flown" != 0 ]; then
    # Whose fault was it? An engine that cannot do any more what it could before is to blame.
    engine remove >/dev/null 2>&1 || :
    if engine prepare >/dev/null 2>engine.log; then exit "$flown"; fi
    leave_out_containers
  fi
}

leave_out_containers() {
  narrate ''
  narrate "Left out: campaigns with containers, since $(head -n 1 engine.log)."
}

fly_both_containers() {
  chapter 'Campaign 4: first-container' 'A container engine is running here, so the device has an agent for containers.'
  show cat first-container.json
  fly first-container
  expect_exit 0
  expect_container '1.0, healthy'
  land 'the container is healthy' "$container"

  chapter 'Campaign 5: failing-container' 'New software, and a container whose health check fails: both have to go back.'
  fly failing-container
  expect_exit 1
  expect_container '1.0, healthy'
  expect 'the running software' "$(software)" 'Greetings from version 3.0.'
  land 'the container is not healthy; software goes back, too' "$container"
}

# expect_container VERSION-AND-HEALTH: asks the engine, not Godwit.
expect_container() {
  now=$(engine running)
  expect 'the running container' "$now" "$1"
  narrate ''
  narrate "On the engine: container $container, version $now"
}

# Only where there may be any.
remove_containers() { [ -z "$socket" ] || engine remove >/dev/null 2>&1 || :; }
