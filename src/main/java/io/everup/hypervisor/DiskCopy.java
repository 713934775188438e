package io.everup.hypervisor;

/**
 * Where a disk of a VM is to be at another host, or in another datastore.
 *
 * @param device the name that the guest's bus gives it, such as {@code vda} ({@link VmSpec.Disk#target()})
 * @param path the file or block device there; it exists already, of the same format, and at least as large
 */
public record DiskCopy(String device, String path) {}
