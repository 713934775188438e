package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import com.sun.jna.Native;
import com.sun.jna.ptr.LongByReference;
import io.everup.hypervisor.HostFacts;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.virNodeInfo;

/** What a host is. */
final class Facts {

    private static final long MAJOR = 1_000_000;
    private static final long MINOR = 1_000;

    private Facts() {}

    /** Such as {@code x86_64}; cheap, unlike all the rest. */
    static String architecture(ConnectionPointer connection) throws LibvirtFault {
        return Native.toString(node(connection).model);
    }

    private static virNodeInfo node(ConnectionPointer connection) throws LibvirtFault {
        var node = new virNodeInfo();
        check(LibvirtRuntime.libvirt().virNodeGetInfo(connection, node));
        return node;
    }

    static HostFacts read(ConnectionPointer connection) throws LibvirtFault {
        var libvirt = LibvirtRuntime.libvirt();
        var capabilities = Capabilities.read(Handles.text(libvirt.virConnectGetCapabilities(connection)));
        var hostname = Handles.text(libvirt.virConnectGetHostname(connection));
        var hypervisor = new LongByReference();
        var manager = new LongByReference();
        check(libvirt.virConnectGetLibVersion(connection, manager));
        var told = libvirt.virConnectGetVersion(connection, hypervisor) == 0;
        return new HostFacts(
                capabilities.uuid() == null ? byName(hostname) : capabilities.uuid(),
                hostname,
                check(libvirt.virConnectGetType(connection)),
                told && hypervisor.getValue() > 0 ? version(hypervisor.getValue()) : "unknown",
                version(manager.getValue()),
                node(connection).cpus,
                NodeStats.memory(connection).total(),
                capabilities.architecture(),
                capabilities.cpuModel(),
                capabilities.accelerated());
    }

    /** A host without an identity of its own is known by its name. */
    private static UUID byName(String hostname) {
        return UUID.nameUUIDFromBytes(hostname.getBytes(StandardCharsets.UTF_8));
    }

    /** libvirt writes 7.2.17 as 7002017. */
    static String version(long number) {
        return number / MAJOR + "." + number % MAJOR / MINOR + "." + number % MINOR;
    }
}
