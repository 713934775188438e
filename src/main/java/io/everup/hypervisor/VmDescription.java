package io.everup.hypervisor;

/**
 * What a VM is made of.
 *
 * @param spec its devices in our words; devices we have no word for are only in the definition
 * @param definition the definition for its next start, from which any host of the pool can make it known
 * @param console where its screen can be reached now; null when it is off or has none
 */
public record VmDescription(VmSpec spec, VmDefinition definition, Console console) {

    /**
     * @param kind {@code vnc}, the only kind so far
     * @param address as the host tells it; a wildcard or loopback address means the host's own
     * @param port TCP port
     */
    public record Console(String kind, String address, int port) {}
}
