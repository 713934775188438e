package io.everup.hypervisor;

/** A VM's definition in its hypervisor's own words (libvirt's XML): kept, handed back, never read outside the adapter. */
public record VmDefinition(String text) {

    @Override
    public String toString() {
        return "VmDefinition[" + text.length() + " characters]";
    }
}
