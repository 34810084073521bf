/**
 * A hook is started by a shell, which waits until the hook is written down, sets what the kernel is to hold it to, and
 * then becomes the hook. (A shell is on every device; `prlimit` is not, and neither can set a umask for one child.)
 */
import type { HookLimits } from '../settings.ts'

/** Descriptor 3 brings a line when the hook may run; when the agent dies before, it ends. */
const wait = 'read -r go <&3 || exit 71; exec 3<&-; umask 022'
const kibibyte = 1_024

/** The command line that runs `command` within the limits. */
export function limitedCommand(command: string[], limits: HookLimits): string[] {
  const start = limits.nice > 0 ? `exec nice -n ${limits.nice} "$@"` : 'exec "$@"'
  return ['/bin/sh', '-c', [wait, ...limitsOf(limits), start].join('\n'), 'hook', ...command]
}

function limitsOf({ memory, cpuSeconds, openFiles, processes }: HookLimits): string[] {
  const lines: string[] = []
  // dash and busybox count processes by -p, bash by -u.
  if (processes !== undefined) lines.push(`ulimit -u ${processes} 2>/dev/null || ulimit -p ${processes}`)
  if (openFiles !== undefined) lines.push(`ulimit -n ${openFiles}`)
  // At the soft limit comes SIGXCPU, which says what it is about; at the hard one SIGKILL.
  if (cpuSeconds !== undefined) lines.push(`ulimit -t ${cpuSeconds + 1} && ulimit -S -t ${cpuSeconds}`)
  if (memory !== undefined) lines.push(`ulimit -v ${Math.ceil(memory / kibibyte)}`)
  return lines.map((line) => `{ ${line}; } || exit 70`)
}
