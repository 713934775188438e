package io.everup.hypervisor;

/**
 * @param path its full path on the host
 * @param format {@code qcow2}, {@code raw}, {@code iso} … or "unknown"
 * @param allocationBytes room it takes now
 * @param backing path of the volume it is a linked clone of; null when it stands alone
 */
public record VolumeReport(
        String name, String path, String format, long capacityBytes, long allocationBytes, String backing) {}
