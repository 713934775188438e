package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.VmDescription.Console;
import io.everup.hypervisor.VmSpec;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads libvirt's domain XML. What we have no word for is passed over; it stays in the definition. */
final class DomainReader {

    private static final Set<String> ACCELERATED = Set.of("kvm", "xen");
    private static final Set<String> NOWHERE = Set.of("", "0.0.0.0", "::", "127.0.0.1", "::1", "localhost");

    private DomainReader() {}

    /** @param xml the inactive definition: what holds at the VM's next start */
    static VmSpec spec(String xml) {
        var domain = XmlNode.parse(xml);
        var devices = domain.find("devices");
        return new VmSpec(
                UUID.fromString(domain.text("uuid")),
                domain.find("name").orElseThrow().verbatim(),
                cpus(domain),
                domain.bytes("KiB", "memory"),
                domain.text("cpu", "model"),
                ACCELERATED.contains(domain.attribute("type")),
                boot(domain),
                devices.stream()
                        .flatMap(all -> all.all("disk").stream())
                        .map(DomainReader::disk)
                        .toList(),
                devices.stream()
                        .flatMap(all -> all.all("interface").stream())
                        .map(DomainReader::nic)
                        .toList());
    }

    private static int cpus(XmlNode domain) {
        var current = domain.attributeAt("current", "vcpu");
        var most = domain.text("vcpu");
        return Integer.parseInt(current != null ? current : most == null ? "1" : most);
    }

    private static VmSpec.Boot boot(XmlNode domain) {
        var kernel = domain.text("os", "kernel");
        return kernel == null
                ? VmSpec.Boot.DISK
                : new VmSpec.Boot(kernel, domain.text("os", "initrd"), domain.text("os", "cmdline"));
    }

    private static VmSpec.Disk disk(XmlNode disk) {
        var device = disk.attribute("device");
        var cdrom = "cdrom".equals(device);
        return new VmSpec.Disk(
                disk.attributeAt("dev", "target"),
                path(disk),
                Optional.ofNullable(disk.attributeAt("type", "driver")).orElse("raw"),
                Optional.ofNullable(disk.attributeAt("bus", "target")).orElse("virtio"),
                cdrom,
                !cdrom && disk.find("readonly").isPresent());
    }

    private static String path(XmlNode disk) {
        var source = disk.find("source");
        for (var attribute : new String[] {"file", "dev", "dir", "name"}) {
            var path = source.map(each -> each.attribute(attribute)).orElse(null);
            if (path != null) {
                return path;
            }
        }
        // A volume named by pool and name has a path only on the host; told apart from a path by having no leading
        // slash.
        return source.map(each -> each.attribute("volume"))
                .map(volume -> source.get().attribute("pool") + "/" + volume)
                .orElse(null);
    }

    private static VmSpec.Nic nic(XmlNode nic) {
        return new VmSpec.Nic(
                nic.attributeAt("address", "mac"),
                network(nic),
                Optional.ofNullable(nic.attributeAt("type", "model")).orElse("virtio"));
    }

    private static String network(XmlNode nic) {
        var type = nic.attribute("type");
        if ("network".equals(type)) {
            return nic.attributeAt("network", "source");
        }
        var source = nic.attributeAt("bridge", "source");
        return source == null ? type + ":" + nic.attributeAt("dev", "source") : type + ":" + source;
    }

    /**
     * Where the screen is.
     *
     * @param xml the running VM's
     * @return null when it has none that TCP reaches
     */
    static Console console(String xml, HostUri host) {
        return XmlNode.parse(xml).find("devices").stream()
                .flatMap(devices -> devices.all("graphics").stream())
                .filter(graphics -> "vnc".equals(graphics.attribute("type")))
                .filter(graphics -> port(graphics) > 0)
                .map(graphics -> new Console("vnc", address(graphics, host), port(graphics)))
                .findFirst()
                .orElse(null);
    }

    private static int port(XmlNode graphics) {
        var port = graphics.attribute("port");
        return port == null ? -1 : Integer.parseInt(port);
    }

    private static String address(XmlNode graphics, HostUri host) {
        var listen = Optional.ofNullable(graphics.attribute("listen"))
                .or(() -> Optional.ofNullable(graphics.attributeAt("address", "listen")))
                .orElse("");
        if (!NOWHERE.contains(listen)) {
            return listen;
        }
        return host.address().isEmpty() ? "127.0.0.1" : host.address();
    }
}
