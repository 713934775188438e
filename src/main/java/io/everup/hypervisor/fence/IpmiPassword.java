package io.everup.hypervisor.fence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the password of an IPMI board out of the list of processes. The agents that speak IPMI hand it to ipmitool as
 * {@code -P password}, where every user of the machine can read it for as long as ipmitool runs. So they get none: they
 * call a script of ours in the place of ipmitool, which leaves out their {@code -P} and has ipmitool take the password
 * from its environment ({@code -E}), that only the same user can read.
 */
final class IpmiPassword {

    private static final Logger LOG = LoggerFactory.getLogger(IpmiPassword.class);

    private static final Set<String> AGENTS = Set.of(
            "fence_ipmilan", "fence_ipmilanplus", "fence_ilo3", "fence_ilo4", "fence_ilo5", "fence_imm", "fence_idrac");

    private static final Set<String> NAMES = Set.of("password", "passwd");
    private static final String SCRIPT = """
            #!/bin/sh
            # ipmitool as a fence agent calls it, with the password from the environment in the place of -P.
            skip=
            for each do
              shift
              if [ -n "$skip" ]; then skip=
              elif [ "$each" = -P ]; then skip=1
              else set -- "$@" "$each"
              fi
            done
            exec ipmitool -E "$@"
            """;

    /** What the agent gets by standard input, and what stands in its environment. */
    record Call(Map<String, String> parameters, Map<String, String> environment) {}

    private static Path script;

    private IpmiPassword() {}

    static Call hidden(String agent, Map<String, String> parameters) {
        var password = NAMES.stream()
                .map(parameters::get)
                .filter(value -> value != null)
                .findFirst();
        if (!AGENTS.contains(agent) || password.isEmpty()) {
            return new Call(parameters, Map.of());
        }
        var tool = script();
        if (tool.isEmpty()) {
            return new Call(parameters, Map.of());
        }
        var left = new HashMap<>(parameters);
        left.keySet().removeAll(NAMES);
        left.put("ipmitool_path", tool.get().toString());
        return new Call(left, Map.of("IPMI_PASSWORD", password.get()));
    }

    /** Written at first use, for this program alone; anew when somebody tidied it away. */
    private static synchronized Optional<Path> script() {
        try {
            if (script == null || !Files.exists(script)) {
                var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
                var fresh = Files.createTempFile("everup-ipmitool", ".sh", mine);
                fresh.toFile().deleteOnExit();
                Files.writeString(fresh, SCRIPT);
                script = fresh;
            }
            if (Files.isExecutable(script)) {
                return Optional.of(script);
            }
            LOG.warn("Programs can't be run from {}: passwords of IPMI boards show in the list of processes", script);
        } catch (IOException e) {
            LOG.warn("Passwords of IPMI boards show in the list of processes: {}", e.getMessage());
        }
        // Fencing goes before: it is done as the agent does it by itself.
        return Optional.empty();
    }
}
