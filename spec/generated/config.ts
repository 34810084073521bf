// Generated from spec/schemas by `npm run generate`. Do not edit.


/**
 * How artifacts are downloaded and kept.
 */
export interface ArtifactsConfig {
/**
 * Whether a component may come without `integrity`. For development alone.
 */
allowUnverified?: boolean
/**
 * Largest artifact, in bytes, where the component declares no `size`.
 */
maxSize?: number
/**
 * Attempts after the first, over all mirrors, before a download fails; those that bring at least `minThroughput` bytes do not count. With the default pauses the default outlasts a network, or a name service, that is away for a weekend.
 */
retries?: number
/**
 * First pause between two attempts; it doubles, with jitter.
 */
minRetryDelay?: string
/**
 * Longest pause between two attempts.
 */
maxRetryDelay?: string
/**
 * Most bytes that are fetched again after a power cut or a killed process. Half of it is how often what was received is synced.
 */
partSize?: number
/**
 * Requests at the same time for one artifact, each for ranges of `partSize`: for lines that are long and fast. Only used where the server answers ranges and gives a strong ETag.
 */
ranges?: number
/**
 * Bytes per second that a server has to bring; after a `throughputWindow` below that it is the next mirror's turn. 0 lets a server take all the time it wants. Time in which Godwit itself holds the download back does not count.
 */
minThroughput?: number
/**
 * Time over which `minThroughput` is judged.
 */
throughputWindow?: string
/**
 * How long a connection may stay without a byte.
 */
idleTimeout?: string
/**
 * How long what was downloaded, in part or whole, for a campaign that was not committed is kept, so that the next one can go on with it. It goes earlier where space is needed.
 */
keepParts?: string
/**
 * Whether the artifacts of installed versions stay in the store, so that those versions can be put back without a network.
 */
keepInstalled?: boolean
/**
 * Bytes that a campaign leaves free in each file system it writes to; it is refused where it could not.
 */
reserveFree?: number
/**
 * File with CA certificates for https, PEM, in place of the system's.
 */
caCert?: string
/**
 * File with a client certificate for https, PEM.
 */
cert?: string
/**
 * File with the key of `cert`, PEM; absent where `cert` holds both.
 */
key?: string
/**
 * URL of an http or https proxy, `http://user:password@proxy.example:3128`; `@/path` takes the URL from a file. Absent means what the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, also in lower case). The device itself is never reached through it.
 */
proxy?: string
/**
 * Hosts that are reached without the proxy, with commas between: `mirror.example`, `.example` (all below it), `10.0.0.1-10.0.0.9`, `*`. Absent means what the environment says (`NO_PROXY`).
 */
noProxy?: string
/**
 * What only one server may see, by `host` (https on its usual port) or `host:port`: `{ "mirror.example": { "headers": { "Authorization": "Bearer @/run/secrets/token" }, "caCert": …, "cert": …, "key": … } }`. `@/path` in a header is replaced by the content of that file at each request.
 */
hosts?: {
[k: string]: ArtifactHost
}
/**
 * Bytes per second that all downloads of the device may take together; 0 for no limit. `godwit artifacts limit` changes it while downloads run.
 */
maxDownloadRate?: number
/**
 * Downloads at once on the whole device; others wait for their turn.
 */
maxDownloads?: number
/**
 * When downloads may run. One that is under way when the window closes stops, and goes on from there when it opens. Absent means always.
 */
downloadWindow?: {
/**
 * When the download window opens: a cron expression (minute, hour, day, month, day of the week), as in `0 2 * * *`.
 */
start: string
/**
 * How long the download window stays open; longer than the time between two starts means always.
 */
length: string
/**
 * Time zone of the cron expression, as in `Europe/Berlin`; by default the device's own.
 */
timezone?: string
}
}
/**
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$".
 */
export interface ArtifactHost {
headers?: {
/**
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$".
 */
[k: string]: string
}
caCert?: string
cert?: string
key?: string
}
/**
 * How to reach the MQTT broker.
 */
export interface ConnectionConfig {
/**
 * Broker URL: `mqtt:`, `tcp:`, `mqtts:`, `ssl:`, `tls:`, `ws:` or `wss:`.
 */
broker?: string
/**
 * MQTT client id; stable, for the session to persist. By default `godwit-` and the domain, with the topic prefix where there is one.
 */
clientId?: string
/**
 * 4 for MQTT 3.1.1, 5 for MQTT 5.
 */
protocolVersion?: (4 | 5)
/**
 * How long the broker keeps the session while the process is away (MQTT 5 alone; with 3.1.1 the broker decides).
 */
sessionExpiry?: string
/**
 * Ping interval.
 */
keepAlive?: string
/**
 * How long a disconnect may wait for messages under way.
 */
disconnectTimeout?: string
/**
 * User name.
 */
username?: string
/**
 * Password, or `@/path` to a file that holds it.
 */
password?: string
/**
 * How long a connect may take.
 */
connectTimeout?: string
/**
 * Kept for Kanto's files; unacknowledged messages stay queued.
 */
acknowledgeTimeout?: string
/**
 * How long a subscribe may take.
 */
subscribeTimeout?: string
/**
 * How long an unsubscribe may take.
 */
unsubscribeTimeout?: string
/**
 * File with the CA certificates, PEM.
 */
caCert?: string
/**
 * File with the client certificate, PEM.
 */
cert?: string
/**
 * File with the client key, PEM.
 */
key?: string
}
/**
 * Configuration of `godwit agent containers`.
 */
export interface ContainersAgentConfig {
connection?: ConnectionConfig
log?: LogConfig
/**
 * Put before every topic, so that many devices can share one broker.
 */
topicPrefix?: string
/**
 * Folder of all state that must survive a reboot.
 */
stateDir?: string
/**
 * File whose content changes with every boot; how a reboot is recognised.
 */
bootIdFile?: string
/**
 * The agent's domain.
 */
domain?: string
/**
 * Shortest time between two progress feedbacks of one phase.
 */
progressInterval?: string
/**
 * How long changes of current state are gathered before they are reported.
 */
currentStateDelay?: string
artifacts?: ArtifactsConfig
/**
 * Socket of the container engine.
 */
engineSocket?: string
/**
 * How long an engine that does not answer is waited for before a campaign fails.
 */
enginePatience?: string
/**
 * What registries of images want and are trusted with, by `host` or `host:port` as in names of images; `docker.io` is Docker Hub: `{ "registry.example": { "username": "device", "password": "@/run/secrets/registry", "caCert": "/etc/godwit/registry-ca.pem" } }`. `@/path` is replaced by the content of that file whenever the registry asks. `insecure` means plain http.
 */
registries?: {
[k: string]: ImageRegistry
}
/**
 * Containers that are neither updated nor removed, by name. A desired state may name others, by `systemContainers` in its domain's configuration.
 */
systemContainers?: string[]
/**
 * Whether a component takes over a container of its name that Godwit has not made.
 */
adopt?: boolean
/**
 * Whether Godwit's containers stay that the desired state does not list.
 */
keepUnlisted?: boolean
/**
 * Whether images that Godwit has brought stay when no container uses them any more.
 */
keepImages?: boolean
/**
 * Whether containers that somebody has removed, stopped, renamed or changed are put right outside of campaigns.
 */
selfHeal?: boolean
/**
 * How long a container without a health check has to run, without a restart, before it counts as healthy.
 */
settleTime?: string
/**
 * How long a container with a health check may take to become healthy.
 */
startTimeout?: string
}
/**
 * Where log lines go: JSON lines to standard error, or to a file.
 */
export interface LogConfig {
/**
 * Lowest level that is written.
 */
logLevel?: ("ERROR" | "WARN" | "INFO" | "DEBUG" | "TRACE")
/**
 * Log file; by default standard error.
 */
logFile?: string
/**
 * Size of a log file before it is rotated, in MB.
 */
logFileSize?: number
/**
 * Rotated log files that are kept.
 */
logFileCount?: number
/**
 * Days a rotated log file is kept.
 */
logFileMaxAge?: number
}
/**
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$".
 */
export interface ImageRegistry {
username?: string
password?: string
caCert?: string
insecure?: boolean
}
/**
 * Configuration of `godwit agent firmware`.
 */
export interface FirmwareAgentConfig {
connection?: ConnectionConfig
log?: LogConfig
/**
 * Put before every topic, so that many devices can share one broker.
 */
topicPrefix?: string
/**
 * Folder of all state that must survive a reboot.
 */
stateDir?: string
/**
 * File whose content changes with every boot; how a reboot is recognised.
 */
bootIdFile?: string
/**
 * The agent's domain.
 */
domain?: string
/**
 * Shortest time between two progress feedbacks of one phase.
 */
progressInterval?: string
/**
 * How long changes of current state are gathered before they are reported.
 */
currentStateDelay?: string
artifacts?: ArtifactsConfig
/**
 * What writes the slots: Godwit itself (raw images), RAUC or SWUpdate.
 */
driver?: ("raw" | "rauc" | "swupdate")
/**
 * For each component the two places its image lives in: block devices or files; with RAUC the names of its slots.
 */
slots: {
[k: string]: SlotPaths
}
/**
 * For `driver` `swupdate`.
 */
swupdate?: {
/**
 * Which of a package's images go into which slot.
 */
selections?: {
/**
 * The `<software>,<mode>` whose images go into slot a, as in `stable,copy1`.
 */
a: string
/**
 * The `<software>,<mode>` whose images go into slot b, as in `stable,copy2`.
 */
b: string
}
/**
 * The daemon's configuration, by which packages are checked as well: the key that they are signed with.
 */
configFile?: string
/**
 * The device as `<board>:<revision>`; `/etc/hwrevision` tells unless set.
 */
hardware?: string
/**
 * Folder of the daemon's sockets, `sockinstctrl` and `swupdateprog`.
 */
socketFolder?: string
/**
 * SWUpdate itself, which checks packages; `swupdate` unless set.
 */
command?: (string | string[])
/**
 * The program that hands packages to the daemon; `swupdate-client` unless set.
 */
client?: (string | string[])
/**
 * The program that tells of the daemon's progress; `swupdate-progress` unless set.
 */
progress?: (string | string[])
}
/**
 * Who keeps which slot is booted: `grub`, `uboot` or `efi`; or a command that answers `get-current`, `get-primary`, `set-primary SLOT`, `get-state SLOT`, `set-state SLOT good|bad`: a command line, or a list of words. Not with RAUC, which does it itself.
 */
bootControl?: (string | string[])
/**
 * How long one boot-control call may take.
 */
bootControlTimeout?: string
/**
 * What images must be made for; an image whose component declares another `compatible`, or none, is refused.
 */
compatible?: string
/**
 * For `driver` `rauc`.
 */
rauc?: {
/**
 * RAUC's configuration; unless set, the first that is there of RAUC's usual places, as in `/etc/rauc/system.conf`.
 */
systemConfig?: string
/**
 * RAUC's command, which reads bundles: a command line, or a list of words.
 */
command?: (string | string[])
/**
 * Address of the D-Bus system bus; unless set, `DBUS_SYSTEM_BUS_ADDRESS` or the usual socket.
 */
busAddress?: string
/**
 * How long RAUC's service may be away, as when it is restarted, before a call has failed.
 */
restartTimeout?: string
}
/**
 * What the boot loader calls the slots: in its environment and on the kernel's command line.
 */
slotNames?: {
/**
 * Name of slot a.
 */
a?: string
/**
 * Name of slot b.
 */
b?: string
/**
 * Name of the rescue or factory system, which is never written.
 */
rescue?: string
}
/**
 * Argument of the kernel's command line that names the booted slot, besides `godwit.slot` and `rauc.slot`.
 */
kernelArgument?: string
/**
 * For `bootControl` `grub`.
 */
grub?: {
/**
 * GRUB's environment block.
 */
environment?: string
}
/**
 * For `bootControl` `uboot`.
 */
uboot?: {
/**
 * Where the environment lies, as `fw_setenv` reads it.
 */
configFile?: string
/**
 * Variables of a board whose environment was never saved, as in `/etc/u-boot-initial-env`.
 */
defaultEnvironment?: string
/**
 * How many boots a slot on trial has.
 */
tries?: number
}
/**
 * For `bootControl` `efi`.
 */
efi?: {
/**
 * Label or number of the boot entry of slot a; `slotNames.a` where it is absent.
 */
a?: string
/**
 * Label or number of the boot entry of slot b; `slotNames.b` where it is absent.
 */
b?: string
}
/**
 * The device's revision; an image whose component names others only (`hardwareRevision`) is refused.
 */
hardwareRevision?: string
/**
 * Whether an older version than the one committed last may be installed. An image may set a floor for good (`downgradeFloor`); it rises at the commit.
 */
allowDowngrade?: boolean
/**
 * Whether a version that fell back may be tried again. A component may say so itself.
 */
retryFailedVersion?: boolean
/**
 * How long a booted slot may wait for the commit before the agent goes back to the old one by itself; `0s` waits without end.
 */
confirmTimeout?: string
/**
 * File that names the running build: its `BUILD_ID`, or its whole text. Compared with the component's `buildId`.
 */
buildIdFile?: string
/**
 * Command that prints why the machine booted last, where the board knows: a word such as `panic`, `watchdog` or `power`.
 */
bootReason?: (string | string[])
/**
 * Command that reboots into the old slot when a trial is given up: a command line, or a list of words. `systemctl reboot` unless set.
 */
rebootCommand?: (string | string[])
/**
 * A watchdog that is kept quiet from the installation to the commit: an agent that does not come back is a reset into the old slot.
 */
watchdog?: {
/**
 * Such as `/dev/watchdog`; none unless set. Nobody else may have it open.
 */
device?: string
/**
 * How often it is told that all is well.
 */
interval?: string
}
/**
 * Commands of the device's maker, with `GODWIT_…` variables in their environment. All but `postCommit` fail the update when they fail.
 */
hooks?: {
/**
 * Before the first byte goes into the slot.
 */
preInstall?: (string | string[])
/**
 * When the slot holds the image, verified.
 */
postInstall?: (string | string[])
/**
 * After the boot into the new slot: says by its exit status whether the device is well.
 */
healthCheck?: (string | string[])
/**
 * After the commit.
 */
postCommit?: (string | string[])
/**
 * How long one of them may run.
 */
timeout?: string
}
}
export interface SlotPaths {
/**
 * Path of slot a.
 */
a: string
/**
 * Path of slot b.
 */
b: string
}
/**
 * Configuration of `godwit manager`. Names and defaults are Kanto's where Kanto has them.
 */
export interface ManagerConfig {
connection?: ConnectionConfig
log?: LogConfig
/**
 * Put before every topic, so that many devices can share one broker.
 */
topicPrefix?: string
/**
 * Folder of all state that must survive a reboot.
 */
stateDir?: string
/**
 * File whose content changes with every boot; how a reboot is recognised.
 */
bootIdFile?: string
/**
 * The manager's own domain: the prefix of its topics.
 */
domain?: string
/**
 * Godwit speaks plain MQTT; the Ditto/Hono variant is not supported.
 */
thingsEnabled?: false
/**
 * The domains and how their agents are treated.
 */
agents?: {
[k: string]: AgentSettings
}
/**
 * Groups of domains: UPDATE and ACTIVATE go group by group; domains not named come last, together. The device is rebooted, where a group asks for it, before the next group.
 */
order?: string[][]
/**
 * Whether the manager may reboot the device; if not, it waits for somebody to do so.
 */
rebootEnabled?: boolean
/**
 * Time between the announcement of a reboot and the reboot.
 */
rebootAfter?: string
/**
 * Command that reboots the device: a command line, or a list of words.
 */
rebootCommand?: (string | string[])
/**
 * Commands for a device that does not reboot by `rebootCommand`, tried one after the other. Unless `rebootCommand` is set, these are `systemctl reboot --force` and `reboot -f`.
 */
rebootFallback?: string[]
/**
 * How long the device may stay up after the command, before the next one is tried.
 */
rebootTimeout?: string
/**
 * Command that is run before each reboot: with exit status 75 it asks for time, and its last line says what for. It is asked again every 30s, and may run for a minute.
 */
rebootHook?: (string | string[])
/**
 * How long `rebootHook` may put a reboot off altogether.
 */
rebootDelayMax?: string
/**
 * How long a domain may stay without any progress in one phase.
 */
phaseTimeout?: string
/**
 * Shortest time between two RUNNING feedbacks; 0 or less sends none.
 */
reportFeedbackInterval?: string
/**
 * How long unsolicited changes of current state are gathered before they are reported.
 */
currentStateDelay?: string
/**
 * Commands that need the owner's consent.
 */
ownerConsentCommands?: ("DOWNLOAD" | "UPDATE" | "ACTIVATE")[]
/**
 * How long to wait for the owner's consent.
 */
ownerConsentTimeout?: string
/**
 * What happens to a desired state that arrives while another campaign runs.
 */
whenBusy?: ("supersede" | "queue" | "reject")
/**
 * Finished campaigns that are kept.
 */
historyCount?: number
/**
 * How long a finished campaign is kept.
 */
historyMaxAge?: string
}
export interface AgentSettings {
/**
 * For agents that cannot ask for a reboot themselves: reboot the device after a successful campaign in which this domain changed something.
 */
rebootRequired?: boolean
/**
 * How long to wait for the domain's current state.
 */
readTimeout?: string
}
/**
 * Configuration of `godwit agent software`.
 */
export interface SoftwareAgentConfig {
connection?: ConnectionConfig
log?: LogConfig
/**
 * Put before every topic, so that many devices can share one broker.
 */
topicPrefix?: string
/**
 * Folder of all state that must survive a reboot.
 */
stateDir?: string
/**
 * File whose content changes with every boot; how a reboot is recognised.
 */
bootIdFile?: string
/**
 * The agent's domain.
 */
domain?: string
/**
 * Shortest time between two progress feedbacks of one phase.
 */
progressInterval?: string
/**
 * How long changes of current state are gathered before they are reported.
 */
currentStateDelay?: string
artifacts?: ArtifactsConfig
/**
 * Folder of the installed components.
 */
installDir?: string
/**
 * Whether components stay that the desired state does not list.
 */
keepUnlisted?: boolean
/**
 * Whether a component may go to a version that is older than the installed one.
 */
allowDowngrade?: boolean
/**
 * Folders below which components may have files copied. None means that none may.
 */
copyTargets?: string[]
/**
 * Command that installs a component without hooks, in place of its `install.sh`; run in the release folder. A command line, or a list of words. A first word that ends in `.sh` is run by `/bin/sh`.
 */
installCommand?: (string | string[])
/**
 * How long one hook may run.
 */
hookTimeout?: string
/**
 * User that hooks run as, and that releases belong to; by default the agent's own. Another one takes an agent that runs as root.
 */
hookUser?: string
/**
 * Further users that a component may choose for its hooks, by its key `user`.
 */
hookUsers?: string[]
/**
 * Most address space of each process of a hook, in bytes.
 */
hookMemory?: number
/**
 * Most processor time of each process of a hook, to the second.
 */
hookCpuTime?: string
/**
 * Most open files of each process of a hook.
 */
hookOpenFiles?: number
/**
 * Most processes of the user that hooks run as, all of its own counted; the kernel does not hold root to it.
 */
hookMaxProcesses?: number
/**
 * How much processor time hooks leave to others: 0 none, 19 nearly all.
 */
hookNice?: number
/**
 * Largest sum of the unpacked files of one bundle, in bytes.
 */
maxUnpackedSize?: number
/**
 * Most entries in one bundle.
 */
maxEntries?: number
}
/**
 * Configuration of `godwit up`: everything in one process. What stands at the top holds for the manager and each agent.
 */
export interface UpConfig {
connection?: ConnectionConfig
log?: LogConfig
/**
 * Put before every topic, so that many devices can share one broker.
 */
topicPrefix?: string
/**
 * Folder of all state that must survive a reboot.
 */
stateDir?: string
/**
 * File whose content changes with every boot; how a reboot is recognised.
 */
bootIdFile?: string
/**
 * The broker that is started where no `connection.broker` is configured.
 */
embeddedBroker?: {
/**
 * Address it listens on.
 */
host?: string
/**
 * Port; 0 takes a free one.
 */
port?: number
}
manager?: ManagerConfig
/**
 * The agents that run in this process, and their options.
 */
agents?: {
software?: SoftwareAgentConfig
firmware?: FirmwareAgentConfig
containers?: ContainersAgentConfig
}
}
