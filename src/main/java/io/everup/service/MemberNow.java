package io.everup.service;

import java.util.UUID;

/**
 * A member as it was when the service was last looked at.
 *
 * @param state the VM's state, or UNKNOWN while its host is silent
 * @param host and {@code hostName}: null for nowhere
 */
public record MemberNow(UUID vm, String name, String group, String state, UUID host, String hostName, UUID pool) {

    public boolean up() {
        return state.equals("RUNNING") || state.equals("MIGRATING");
    }
}
