package io.everup.identity;

/**
 * The most that a team's VMs may use together; a null is no limit.
 *
 * @param memoryBytes and {@code diskBytes} in bytes; disk as it was asked for, not as it is filled
 */
public record Quota(Integer vms, Integer cpus, Long memoryBytes, Long diskBytes) {

    public static final Quota NONE = new Quota(null, null, null, null);

    public boolean unlimited() {
        return equals(NONE);
    }
}
