# Boots slot A or slot B as Godwit's firmware agent wants it, with the boot control "uboot".
#
# To be compiled with mkimage -C none -A arm64 -T script -d boot.cmd boot.scr, or to be taken over into bootcmd.
# Needs an environment that U-Boot can save (best a redundant one, CONFIG_SYS_REDUNDAND_ENVIRONMENT) and, in U-Boot,
# CONFIG_CMD_SAVEENV and CONFIG_HUSH_PARSER. Linux reads and writes the same environment by fw_env.config.

# --- this board -------------------------------------------------------------------------------------------------------
# Device and partitions as U-Boot finds them, and the root file system as Linux does: both slots may hold the same image,
# so by partition, not by UUID or LABEL. A kernel that panics has to reboot, or its slot is never left.
setenv slot_device "mmc 0"
setenv slot_part_A 2
setenv slot_part_B 3
setenv slot_root_A "/dev/mmcblk0p2"
setenv slot_root_B "/dev/mmcblk0p3"
setenv slot_options "rootwait ro panic=10 console=${console}"
# How a kernel is loaded and booted, from partition ${slot_part} of ${slot_device}.
setenv slot_boot 'load ${slot_device}:${slot_part} ${kernel_addr_r} /boot/Image && load ${slot_device}:${slot_part} ${fdt_addr_r} /boot/board.dtb && booti ${kernel_addr_r} - ${fdt_addr_r}'

# --- what is known of the slots ---------------------------------------------------------------------------------------
# BOOT_x_LEFT: boots that are left, 0 for a slot that is not to be booted. BOOT_x_TRIAL: only while 1 they are counted.
test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 0
test -n "${BOOT_A_TRIAL}" || setenv BOOT_A_TRIAL 0
test -n "${BOOT_B_TRIAL}" || setenv BOOT_B_TRIAL 0

# --- the choice -------------------------------------------------------------------------------------------------------
setenv slot_chosen
for slot in ${BOOT_ORDER} A B; do
  if test "${slot}" = "A"; then
    setenv slot_left ${BOOT_A_LEFT}
    setenv slot_trial ${BOOT_A_TRIAL}
  else
    setenv slot_left ${BOOT_B_LEFT}
    setenv slot_trial ${BOOT_B_TRIAL}
  fi
  if test -z "${slot_chosen}" && test ${slot_left} -gt 0; then
    if test "${slot_trial}" = "1"; then
      # One less; without setexpr, which not every U-Boot has.
      for less in 0 1 2 3 4 5 6 7 8; do
        if test ${less} -lt ${slot_left}; then setenv BOOT_${slot}_LEFT ${less}; fi
      done
      # Without the note that it was tried, a slot that does not come up would be tried for ever.
      if saveenv; then setenv slot_chosen ${slot}; fi
    else
      setenv slot_chosen ${slot}
    fi
  fi
done
# No slot may be booted: rather try the preferred one than none.
for slot in ${BOOT_ORDER} A; do
  if test -z "${slot_chosen}"; then setenv slot_chosen ${slot}; fi
done

# --- the boot ---------------------------------------------------------------------------------------------------------
# The second one is for a chosen slot without a kernel that can be loaded.
if test "${slot_chosen}" = "B"; then setenv slot_sequence "B A"; else setenv slot_sequence "A B"; fi
for slot in ${slot_sequence}; do
  if test "${slot}" = "A"; then
    setenv slot_part ${slot_part_A}
    setenv slot_root ${slot_root_A}
  else
    setenv slot_part ${slot_part_B}
    setenv slot_root ${slot_root_B}
  fi
  echo "Booting slot ${slot}"
  setenv bootargs "root=${slot_root} ${slot_options} godwit.slot=${slot}"
  run slot_boot
done
echo "No slot can be booted; trying again"
sleep 10
reset
