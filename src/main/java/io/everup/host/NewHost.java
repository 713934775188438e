package io.everup.host;

import java.util.List;
import java.util.UUID;

/**
 * A host to be added.
 *
 * @param uri as {@link io.everup.hypervisor.HostUri} reads it
 * @param username for SASL or SSH; may be null
 * @param password for SASL; may be null
 * @param sshKey a private key for the ssh transport; may be null
 * @param fence what can switch it off, in the order in which it is tried; may be null or empty
 */
public record NewHost(
        String name, String uri, UUID pool, String username, String password, String sshKey, List<NewFence> fence) {

    @Override
    public String toString() {
        return "NewHost[" + name + ", " + uri + "]";
    }
}
