package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import io.everup.hypervisor.NetworkReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.NetworkPointer;

/** The networks a host's libvirt offers (libvirt.org/formatnetwork.html). */
final class Networks {

    private final LibvirtX libvirt = LibvirtRuntime.libvirt();

    List<NetworkReport> networks(ConnectionPointer connection) throws LibvirtFault {
        var networks =
                Handles.list(NetworkPointer::new, array -> libvirt.virConnectListAllNetworks(connection, array, 0));
        try {
            var result = new ArrayList<NetworkReport>();
            for (var network : networks) {
                try {
                    var active = check(libvirt.virNetworkIsActive(network)) == 1;
                    result.add(read(Handles.text(libvirt.virNetworkGetXMLDesc(network, 0)), active));
                } catch (LibvirtFault fault) {
                    // removed since it was listed
                    if (fault.code() != ErrorCode.NO_NETWORK) {
                        throw fault;
                    }
                }
            }
            return result;
        } finally {
            networks.forEach(libvirt::virNetworkFree);
        }
    }

    static NetworkReport read(String xml, boolean active) {
        var network = XmlNode.parse(xml);
        var kind = network.find("forward")
                .map(forward -> Optional.ofNullable(forward.attribute("mode")).orElse("nat"))
                .orElse("isolated");
        return new NetworkReport(
                network.find("name").orElseThrow().verbatim(), kind, network.attributeAt("name", "bridge"), active);
    }
}
