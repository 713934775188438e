package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.NewVolume;
import io.everup.hypervisor.VolumeReport;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** libvirt's XML of storage pools and volumes (libvirt.org/formatstorage.html). */
final class StorageXml {

    private static final Set<String> REMOTE =
            Set.of("netfs", "rbd", "iscsi", "iscsi-direct", "gluster", "sheepdog", "vstorage");

    /** @param path null when its volumes aren't files or devices on the host */
    record Pool(String name, String kind, String identity, boolean remote, String path) {}

    private StorageXml() {}

    static Pool pool(String xml) {
        var pool = XmlNode.parse(xml);
        var kind = pool.attribute("type");
        var remote = REMOTE.contains(kind);
        var identity = remote ? kind + ":" + source(pool) : kind + ":" + pool.text("uuid");
        return new Pool(
                pool.find("name").orElseThrow().verbatim(), kind, identity, remote, pool.text("target", "path"));
    }

    /**
     * What it reads from, as the network names it, whichever host asks. A local pool has no such name, and is known by
     * the UUID its administrator gave it on each host.
     */
    private static String source(XmlNode pool) {
        var source = pool.find("source");
        var hosts = source.stream()
                .flatMap(each -> each.all("host").stream())
                .map(host -> host.attribute("name"))
                .sorted()
                .collect(Collectors.joining(","));
        var what = Optional.ofNullable(pool.attributeAt("path", "source", "dir"))
                .or(() -> Optional.ofNullable(pool.attributeAt("path", "source", "device")))
                .or(() -> Optional.ofNullable(pool.text("source", "name")))
                .orElse("");
        var within = pool.text("source", "name");
        return hosts + ":" + what + (within == null || within.equals(what) ? "" : "/" + within);
    }

    static VolumeReport volume(String xml) {
        var volume = XmlNode.parse(xml);
        var format = volume.attributeAt("type", "target", "format");
        return new VolumeReport(
                volume.find("name").orElseThrow().verbatim(),
                volume.text("target", "path"),
                format == null ? "unknown" : format,
                volume.bytes("bytes", "capacity"),
                volume.bytes("bytes", "allocation"),
                volume.text("backingStore", "path"));
    }

    /** @param capacity in bytes, settled already */
    static String write(NewVolume volume, long capacity) {
        var xml = new XmlText().open("volume").leaf("name", volume.name());
        xml.leaf("capacity", capacity, "unit", "bytes");
        // room is taken as it is written
        xml.leaf("allocation", 0, "unit", "bytes");
        xml.open("target").empty("format", "type", volume.format()).close();
        if (volume.linked()) {
            xml.open("backingStore").leaf("path", volume.source());
            xml.empty("format", "type", volume.sourceFormat() == null ? "raw" : volume.sourceFormat());
            xml.close();
        }
        return xml.close().toString();
    }
}
