package io.everup.hypervisor.libvirt;

import java.util.UUID;

/**
 * What a host says it can do (libvirt.org/formatcaps.html).
 *
 * @param uuid null where it doesn't tell
 * @param accelerated whether it runs guests by hardware virtualisation
 */
record Capabilities(UUID uuid, String architecture, String cpuModel, boolean accelerated) {

    static Capabilities read(String xml) {
        var root = XmlNode.parse(xml);
        var uuid = root.text("host", "uuid");
        var architecture = root.text("host", "cpu", "arch");
        var model = root.text("host", "cpu", "model");
        var accelerated = root.all("guest").stream()
                .flatMap(guest -> guest.all("arch").stream())
                .flatMap(arch -> arch.all("domain").stream())
                .map(domain -> domain.attribute("type"))
                .anyMatch(type -> "kvm".equals(type) || "xen".equals(type));
        return new Capabilities(
                uuid == null ? null : UUID.fromString(uuid),
                architecture == null ? "x86_64" : architecture,
                model == null ? "unknown" : model,
                accelerated);
    }
}
