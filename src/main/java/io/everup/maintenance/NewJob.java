package io.everup.maintenance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A wish for maintenance.
 *
 * @param hosts in the order in which they are serviced; empty with {@code rolling} for all of the pool in a good order
 * @param choices by VM, where not what is best is wanted
 * @param reason null for none
 * @param parallel how many VMs are under way at once, 1 to 16; null for 2
 * @param command null for none; needs the right to manage hosts
 * @param commandSeconds null for ten minutes
 * @param reboot null for none
 * @param mustEndBy null for no bound
 */
public record NewJob(
        UUID pool,
        List<UUID> hosts,
        Map<UUID, Choice> choices,
        String reason,
        Integer parallel,
        Boolean bringBack,
        String command,
        Integer commandSeconds,
        Reboot reboot,
        Instant mustEndBy) {

    static final int PARALLEL = 2;
    static final int MOST_PARALLEL = 16;
    static final int COMMAND_SECONDS = 600;

    public NewJob {
        hosts = hosts == null ? List.of() : List.copyOf(hosts);
        bringBack = bringBack != null && bringBack;
        choices = choices == null ? Map.of() : Map.copyOf(choices);
        parallel = parallel == null ? PARALLEL : parallel;
        commandSeconds = commandSeconds == null ? COMMAND_SECONDS : commandSeconds;
        reboot = reboot == null ? Reboot.NONE : reboot;
        command = command == null || command.isBlank() ? null : command.strip();
        reason = reason == null ? "" : reason.strip();
    }

    /** One host, with what is best for each VM. */
    public static NewJob of(UUID host) {
        return new NewJob(null, List.of(host), null, null, null, false, null, null, null, null);
    }
}
