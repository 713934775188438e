package io.everup.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure.Refused;
import io.everup.hypervisor.VmDescription.Console;
import io.everup.hypervisor.VmSpec;
import io.everup.hypervisor.libvirt.DomainWriter.Family;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlTest {

    private static final UUID ID = UUID.fromString("e0e0f00d-0000-4000-8000-000000000001");
    private static final HostUri HOST = HostUri.parse("qemu+tcp://10.77.0.1/system");
    private static final VmSpec.Boot KERNEL = new VmSpec.Boot("/boot/vmlinuz", "/boot/initrd", "console=ttyS0 a=\"b\"");

    private final DomainWriter qemu = new DomainWriter(Family.QEMU, "x86_64");

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatIsWrittenIsReadBack(Family family) {
        var spec = new VmSpec(
                ID,
                "web-1",
                2,
                512L << 20,
                "qemu64",
                family == Family.XEN,
                KERNEL,
                List.of(
                        new VmSpec.Disk("vda", "/data/it's <1> & \"2\".qcow2", "qcow2", "virtio", false, false),
                        new VmSpec.Disk("vdb", "/dev/vg/lv", "raw", "virtio", false, true),
                        new VmSpec.Disk("hdc", null, "raw", "ide", true, false)),
                List.of(
                        new VmSpec.Nic("52:54:00:00:00:01", "guests", "virtio"),
                        new VmSpec.Nic("52:54:00:00:00:02", "bridge:br0", "e1000e")));
        var back = DomainReader.spec(new DomainWriter(family, "x86_64").write(spec));
        // other families have no processor models
        var expected = family == Family.QEMU ? spec : withoutModel(spec);
        assertThat(back).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's \"me\" <&>", "zoë ☃ 🚀", "]]>", "<!--", "&amp;", "${jndi:x}", "x' type='evil"})
    void namesAreEscaped(String name) {
        var xml = qemu.write(spec(name, false, VmSpec.Boot.DISK));
        assertThat(DomainReader.spec(xml).name()).isEqualTo(name);
        assertThat(XmlNode.parse(xml).all("name")).hasSize(1);
    }

    @Test
    void anEmulatedGuestIsKeptSmall() {
        var xml = qemu.write(spec("small", false, VmSpec.Boot.DISK));
        assertThat(xml)
                .contains("<domain type=\"qemu\">", "<tb-cache unit=\"MiB\">32</tb-cache>", ">qemu64</model>")
                .contains("<controller type=\"usb\" model=\"none\"></controller>".replace("></controller>", "/>"));
    }

    @Test
    void anAcceleratedGuestTakesTheHostsProcessor() {
        var xml = qemu.write(spec("fast", true, VmSpec.Boot.DISK));
        assertThat(xml)
                .contains("<domain type=\"kvm\">", "<cpu mode=\"host-model\"/>")
                .doesNotContain("tb-cache");
        assertThat(DomainReader.spec(xml).accelerated()).isTrue();
    }

    @Test
    void otherArchitecturesGetNoPersonalComputer() {
        var xml = new DomainWriter(Family.QEMU, "aarch64").write(spec("arm", false, VmSpec.Boot.DISK));
        assertThat(xml).contains("arch=\"aarch64\"").doesNotContain("machine=", "qemu64", "<apic");
    }

    @Test
    void theHostDecidesWhereScreensListen() {
        assertThat(qemu.write(spec("screen", false, VmSpec.Boot.DISK)))
                .contains("<graphics type=\"vnc\" autoport=\"yes\"/>")
                .doesNotContain("listen");
    }

    @Test
    void aDiskNeedsAVolume() {
        var spec = new VmSpec(
                ID,
                "x",
                1,
                64L << 20,
                null,
                false,
                VmSpec.Boot.DISK,
                List.of(new VmSpec.Disk("vda", null, "raw", "virtio", false, false)),
                List.of());
        assertThatThrownBy(() -> qemu.write(spec)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "127.0.0.1", "::"})
    void aScreenOnNoParticularAddressIsAtTheHost(String listen) {
        assertThat(console("port='5901' listen='" + listen + "'", HOST))
                .isEqualTo(new Console("vnc", "10.77.0.1", 5901));
    }

    @Test
    void aScreenHasItsOwnAddressWhereItSaysSo() {
        assertThat(console("port='5901' listen='10.9.9.9'", HOST)).isEqualTo(new Console("vnc", "10.9.9.9", 5901));
        assertThat(console("port='5901'", HostUri.parse("qemu:///system")))
                .isEqualTo(new Console("vnc", "127.0.0.1", 5901));
        assertThat(console("port='-1' autoport='yes'", HOST)).isNull();
        assertThat(console("socket='/run/x'", HOST)).isNull();
    }

    @Test
    void foreignDefinitionsAreReadAsFarAsWeHaveWords() {
        var spec = DomainReader.spec("""
                <domain type='kvm'><name>old</name><uuid>%s</uuid><memory unit='GiB'>2</memory><currentMemory>1048576</currentMemory>
                <vcpu current='2'>8</vcpu><cpu mode='host-passthrough'/><devices>
                <disk type='network' device='disk'><driver name='qemu' type='raw'/><source protocol='rbd' name='pool/vol'/><target dev='sda' bus='scsi'/></disk>
                <disk type='volume' device='disk'><source pool='p' volume='v'/><target dev='sdb'/></disk>
                <interface type='direct'><mac address='52:54:00:00:00:03'/><source dev='eth0' mode='bridge'/></interface>
                <interface type='user'><mac address='52:54:00:00:00:04'/></interface>
                <hostdev mode='subsystem'/></devices></domain>""".formatted(ID));
        assertThat(spec.memoryBytes()).isEqualTo(2L << 30);
        assertThat(spec.cpus()).isEqualTo(2);
        assertThat(spec.cpuModel()).isNull();
        assertThat(spec.disks()).extracting(VmSpec.Disk::path).containsExactly("pool/vol", "p/v");
        assertThat(spec.nics()).extracting(VmSpec.Nic::network).containsExactly("direct:eth0", "user:null");
    }

    @Test
    void entitiesFromOutsideAreNotRead() {
        assertThatThrownBy(() -> DomainReader.spec(
                        "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><domain><name>&e;</name></domain>"))
                .isInstanceOf(Refused.class);
    }

    private static Console console(String graphics, HostUri host) {
        return DomainReader.console(
                "<domain><devices><graphics type='spice' port='1'/><graphics type='vnc' " + graphics
                        + "/></devices></domain>",
                host);
    }

    private static VmSpec spec(String name, boolean accelerated, VmSpec.Boot boot) {
        return new VmSpec(ID, name, 1, 64L << 20, null, accelerated, boot, List.of(), List.of());
    }

    private static VmSpec withoutModel(VmSpec spec) {
        return new VmSpec(
                spec.uuid(),
                spec.name(),
                spec.cpus(),
                spec.memoryBytes(),
                null,
                spec.accelerated(),
                spec.boot(),
                spec.disks(),
                spec.nics());
    }
}
