/**
 * Hosts that libvirt manages. libvirt-java's JNA layer is used directly, with the functions it lacks added in
 * {@link io.everup.hypervisor.libvirt.LibvirtX}: its classes free native objects in finalizers and keep a connection
 * open when one is
 * forgotten, whereas here each native object lives inside one call.
 */
package io.everup.hypervisor.libvirt;
